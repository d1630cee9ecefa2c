package dev.files.protocol.client;

import dev.files.protocol.DirectoryId;
import dev.files.protocol.NodeId;
import dev.files.protocol.http.NodeHeaders;
import java.io.IOException;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Whom a call is meant for. A URL is only an address: whoever answers there may be another node
 * than a moment ago, or the same one without its data. An answer of anybody else is none, whatever
 * it says.
 *
 * @param node empty: whoever is at the URL
 * @param directory its data; empty: not known
 * @param protocol what it speaks; see {@link NodeHeaders}
 */
public record Addressee(Optional<NodeId> node, Optional<DirectoryId> directory, int protocol) {
  private static final int BUSY = 503;

  /** Whoever is at the URL: for tools that have nothing but a URL. */
  public static Addressee anyone() {
    return new Addressee(Optional.empty(), Optional.empty(), NodeHeaders.UNNAMED);
  }

  void address(ClassicHttpRequest request) {
    node.ifPresent(
        id -> {
          request.setHeader(NodeHeaders.NODE, id.hex());
          request.setHeader(NodeHeaders.PROTOCOL, NodeHeaders.CURRENT);
        });
    directory.ifPresent(id -> request.setHeader(NodeHeaders.DIRECTORY, id.hex()));
  }

  /**
   * Passes an answer that is from this node.
   *
   * @throws IOException for any other, so that its outcome is unknown
   */
  void check(HttpResponse answer) throws IOException {
    if (node.isEmpty()) {
      return;
    }
    Optional<String> from = header(answer, NodeHeaders.NODE);
    if (from.isEmpty() && protocol >= NodeHeaders.NAMED && answer.getCode() != BUSY) {
      // A server that is not the node yet, or not any more, can only say that it has no time.
      throw new IOException("node " + node.get() + " was asked, nobody's answer came");
    }
    if (from.isPresent() && !from.get().equals(node.get().hex())) {
      throw new IOException("node " + node.get() + " was asked, node " + from.get() + " answered");
    }
    Optional<String> data = header(answer, NodeHeaders.DIRECTORY);
    if (directory.isPresent() && data.isPresent() && !data.get().equals(directory.get().hex())) {
      throw new IOException("node " + node.get() + " answered with other data than it had");
    }
  }

  private static Optional<String> header(HttpResponse answer, String name) {
    Header header = answer.getFirstHeader(name);
    return Optional.ofNullable(header).map(Header::getValue);
  }
}
