package dev.files.protocol.client;

import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Json;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** What a node asks of a front. */
public final class FrontClient {
  private static final int MAX_PING_ANSWER_BYTES = 64 * 1024;

  /** Some 10,000 nodes. */
  private static final int MAX_NODES_BYTES = 4 * 1024 * 1024;

  private final Line line;
  private final String base;

  /**
   * @param front its base URL, http or https
   */
  public FrontClient(HttpPool pool, URI front) {
    this.line = Line.toAnyone(pool);
    String text = front.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Registers the node or says that it is alive.
   *
   * @throws dev.files.protocol.FilesException CONFLICT when another living instance has its id
   */
  public PingAnswer ping(Ping ping) throws IOException {
    try (Answer answer =
        new Answer(
            line,
            ClassicRequestBuilder.post(base + "/ping")
                .setEntity(new ByteArrayEntity(Json.write(ping), ContentType.APPLICATION_JSON))
                .build())) {
      return answer.message(MAX_PING_ANSWER_BYTES, PingAnswer.class);
    }
  }

  public List<ActiveNode> activeNodes() throws IOException {
    try (Answer answer =
        new Answer(line, ClassicRequestBuilder.get(base + "/active-nodes").build())) {
      return List.of(answer.message(MAX_NODES_BYTES, ActiveNode[].class));
    }
  }

  @Override
  public String toString() {
    return base;
  }
}
