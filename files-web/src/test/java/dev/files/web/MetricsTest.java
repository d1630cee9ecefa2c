package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private RunningFront front;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() {
    front.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return front.client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> metrics(String token) throws Exception {
    return send(front.request("/metrics").header("Authorization", "Bearer " + token));
  }

  @Test
  void areForOperatorsOnly() throws Exception {
    assertThat(send(front.request("/metrics")).statusCode()).isEqualTo(401);
    assertThat(metrics(RunningFront.SECRET).statusCode()).isEqualTo(401);
    HttpResponse<String> answer = metrics(RunningFront.ADMIN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("").replace("\"", ""))
        .startsWith("text/plain;")
        .contains("version=0.0.4");
  }

  @Test
  void countRequestsByRouteAndLaneNeverByPath() throws Exception {
    HttpResponse<String> uploaded =
        send(
            front
                .request("/upload/a.txt")
                .header("Accept", "text/plain")
                .PUT(BodyPublishers.ofString("0123456789")));
    assertThat(uploaded.statusCode()).isEqualTo(201);
    send(front.request("/download/" + "A".repeat(22)));
    send(front.request("/unheard-of/secret-name"));

    // The first scrape is over before the second begins.
    metrics(RunningFront.ADMIN);
    String text = metrics(RunningFront.ADMIN).body();

    assertThat(text)
        .contains(
            "files_http_answers_total{lane=\"uploads\",route=\"upload\",status=\"2xx\"} 1.0",
            "files_http_answers_total{lane=\"downloads\",route=\"download\",status=\"4xx\"} 1.0",
            "files_http_answers_total{lane=\"calls\",route=\"other\",status=\"4xx\"} 1.0",
            "files_http_received_bytes_total{lane=\"uploads\",route=\"upload\"} 10.0",
            "files_http_request_seconds_count{lane=\"uploads\",route=\"upload\"} 1",
            "files_http_request_seconds_bucket{lane=\"uploads\",route=\"upload\",le=\"60.0\"} 1",
            "files_http_sent_bytes_total{lane=\"uploads\",route=\"upload\"} "
                + (double) uploaded.body().length(),
            "files_http_open{lane=\"uploads\",route=\"upload\"} 0.0",
            "files_lane_most_threads{lane=\"uploads\"} 40.0")
        .doesNotContain("secret-name", "unheard-of");
  }

  @Test
  void tellOfTheClusterAndOfRepair() throws Exception {
    assertThat(metrics(RunningFront.ADMIN).body())
        .contains(
            "files_repair_backlog{sound=\"0\"} 1.0",
            "files_repair_backlog{sound=\"1\"} 20.0",
            "files_repair_backlog{sound=\"2\"} 0.0",
            "files_expired_undeleted 3.0",
            "files_nodes{state=\"active\"} 1.0",
            "files_node_capacity_bytes{node=\"" + MemoryControl.NODE.hex() + "\"} 100.0",
            "files_node_used_bytes{node=\"" + MemoryControl.NODE.hex() + "\"} 10.0",
            "files_repaired_chunks_total 5.0",
            "files_repaired_copies_total 6.0",
            "files_upload_hedges_total 7.0",
            "files_download_hedges_total 8.0",
            "files_nodes_passed_over_total 9.0",
            "files_nodes_suspect 1.0",
            "files_database_calls 2.0");
  }
}
