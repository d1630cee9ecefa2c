package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.NodeUnderTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class MetricsTest extends NodeTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> ask(String path, String authorization) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.at(path)).header("Authorization", authorization).build();
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void areForServersOnly() throws Exception {
    assertThat(ask("/metrics", "Bearer nobody").statusCode()).isEqualTo(401);
    assertThat(ask("/metrics", "Bearer " + NodeUnderTest.SECRET).statusCode()).isEqualTo(200);
  }

  @Test
  void tellOfRequestsAndOfTheStore() throws Exception {
    byte[] chunk = bytes(1000, 1);
    String id = put(node, chunk).id().toString();
    assertThat(ask("/chunk/" + id, "Bearer " + NodeUnderTest.SECRET).statusCode()).isEqualTo(200);
    // The read is over before the first scrape on its connection, and that before the second.
    ask("/metrics", "Bearer " + NodeUnderTest.SECRET);

    assertThat(ask("/metrics", "Bearer " + NodeUnderTest.SECRET).body())
        .contains(
            "files_http_answers_total{lane=\"reads\",route=\"read\",status=\"2xx\"} 1.0",
            "files_http_sent_bytes_total{lane=\"reads\",route=\"read\"} 1000.0",
            "files_http_request_seconds_count{lane=\"reads\",route=\"read\"} 1",
            "files_lane_most_threads{lane=\"reads\"} 16.0",
            "files_store_chunks 1.0",
            "files_store_unwell 0.0",
            "files_store_segments 1.0",
            "files_upkeep_steps_total{worker=\"scrub\"}")
        .containsPattern("files_store_capacity_bytes [1-9]")
        .containsPattern("files_store_writable_bytes [1-9]");
  }
}
