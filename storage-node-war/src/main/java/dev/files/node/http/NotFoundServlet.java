package dev.files.node.http;

import java.io.IOException;

/** Every path that is not served, in place of the container's file servlet. */
final class NotFoundServlet extends Endpoint {
  NotFoundServlet(Load load) {
    super(load);
  }

  @Override
  void handle(Call call) throws IOException {
    throw ChunkServlet.notFound();
  }
}
