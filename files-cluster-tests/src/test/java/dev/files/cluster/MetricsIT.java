package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What servers tell Prometheus, and that dashboard and alerts ask for nothing else. */
@ExtendWith(SharedCluster.class)
class MetricsIT {
  private static final Path MONITORING =
      Path.of(System.getProperty("files.root")).resolve("docs/monitoring");
  private static final Pattern ASKED = Pattern.compile("\\bfiles_[a-z0-9_]+");
  private static final Pattern TOLD =
      Pattern.compile("^(files_[a-z0-9_]+)(?:\\{| )", Pattern.MULTILINE);

  private static String text(Cluster cluster, URI server, String token) {
    HttpResponse<byte[]> answer =
        cluster
            .client()
            .send(
                HttpRequest.newBuilder(server.resolve("/metrics"))
                    .header("Authorization", "Bearer " + token)
                    .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String front(Cluster cluster) throws IOException {
    return text(
        cluster, cluster.front(1), Files.readString(cluster.data().resolve("admin-token")).strip());
  }

  private static String node(Cluster cluster) throws IOException {
    return text(cluster, URI.create(cluster.server("node-1").url()), cluster.secret());
  }

  @Test
  void aFrontTellsOfItselfAndOfTheCluster(Cluster cluster) throws IOException {
    assertThat(cluster.client().get("/metrics").statusCode()).isEqualTo(401);
    cluster.client().uploadStream("counted", new TestBytes(3, 1000));

    assertThat(front(cluster))
        .contains("files_cluster_known 1.0")
        .containsPattern("files_nodes\\{state=\"active\"} [1-9]")
        .containsPattern("files_node_capacity_bytes\\{node=\"[0-9a-f]{32}\"} [1-9]")
        .containsPattern(
            "files_http_answers_total\\{lane=\"uploads\",route=\"upload\",status=\"2xx\"} [1-9]");
  }

  @Test
  void aNodeTellsOfItsStore(Cluster cluster) throws IOException {
    assertThat(node(cluster))
        .containsPattern("files_store_capacity_bytes [1-9]")
        .contains("files_store_unwell 0.0");
  }

  @Test
  void dashboardAndAlertsAskForWhatIsTold(Cluster cluster) throws IOException {
    JsonNode dashboard = FilesClient.JSON.readTree(MONITORING.resolve("dashboard.json").toFile());
    JsonNode alerts = new YAMLMapper().readTree(MONITORING.resolve("alerts.yml").toFile());
    List<String> expressions = dashboard.findValuesAsText("expr");
    expressions.addAll(alerts.findValuesAsText("expr"));
    assertThat(expressions).hasSizeGreaterThan(20);
    Set<String> asked = names(ASKED, String.join("\n", expressions), 0);
    Set<String> told = names(TOLD, front(cluster) + "\n" + node(cluster), 1);

    assertThat(told).containsAll(asked);
  }

  private static Set<String> names(Pattern pattern, String text, int group) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(group));
    }
    return names;
  }
}
