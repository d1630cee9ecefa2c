package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code POST /file}: a file of chunks that nodes have already. */
@ExtendWith(SharedCluster.class)
class AssemblyIT {
  private static final int PIECE = 4 * 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void makesAFileOfChunksThatOutlivesTheirFirstFile(Cluster cluster) throws IOException {
    FilesClient files = cluster.client();
    byte[] bytes = new TestBytes(1, 2L * PIECE + 5).array();
    JsonNode first = files.upload("first", bytes);

    HttpResponse<byte[]> answer = assemble(cluster, reversed(first.get("chunks")));
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode second = FilesClient.json(answer);
    String id = second.get("id").asText();
    byte[] expected = new byte[bytes.length];
    System.arraycopy(bytes, 2 * PIECE, expected, 0, 5);
    System.arraycopy(bytes, PIECE, expected, 5, PIECE);
    System.arraycopy(bytes, 0, expected, PIECE + 5, PIECE);

    assertThat(
            files.delete(first.get("id").asText(), first.get("manageToken").asText()).statusCode())
        .isEqualTo(204);
    // Nobody streamed these bytes: a worker reads them back for their hash.
    Await.until("the hash is known", LIMIT, () -> files.metadata(id).hasNonNull("sha256"));
    assertThat(files.metadata(id).get("sha256").asText()).isEqualTo(Sha256.of(expected).hex());
    assertThat(Arrays.equals(files.download(id), expected)).isTrue();
  }

  @Test
  void refusesChunksThatNobodyHas(Cluster cluster) throws IOException {
    ArrayNode chunks = FilesClient.JSON.createArrayNode();
    chunks
        .addObject()
        .put("id", Sha256.of(new TestBytes(2, 10).array()).hex())
        .put("order", 0)
        .put("size", 10);
    HttpResponse<byte[]> answer = assemble(cluster, chunks);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  private static ArrayNode reversed(JsonNode chunks) {
    ArrayNode list = FilesClient.JSON.createArrayNode();
    for (JsonNode chunk : chunks) {
      list.addObject()
          .put("id", chunk.get("id").asText())
          .put("order", chunks.size() - 1 - chunk.get("order").asInt())
          .put("size", chunk.get("size").asLong());
    }
    return list;
  }

  private static HttpResponse<byte[]> assemble(Cluster cluster, ArrayNode chunks)
      throws IOException {
    FilesClient files = cluster.client();
    ObjectNode body = FilesClient.JSON.createObjectNode().put("name", "assembled");
    body.set("chunks", chunks);
    return files.send(
        files
            .request("/file")
            .header("Authorization", "Bearer " + cluster.secret())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(FilesClient.JSON.writeValueAsBytes(body)))
            .build());
  }
}
