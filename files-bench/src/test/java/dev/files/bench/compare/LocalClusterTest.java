package dev.files.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalClusterTest {
  @Test
  void countsOnlyServersThatRun() throws IOException {
    LocalCluster cluster =
        parse(
            """
            [{"role":"front","name":"front-1","pid":11,"url":"http://localhost:8080","state":"running"},
             {"role":"node","name":"node-1","pid":12,"url":"http://localhost:8081","state":"running"},
             {"role":"node","name":"node-2","pid":null,"url":"http://localhost:8082","state":"stopped"},
             {"role":"database","name":"database","pid":13,"state":"running","more":1}]
            """);
    assertThat(cluster.pidsByName())
        .isEqualTo(Map.of("front-1", Set.of(11L), "node-1", Set.of(12L), "database", Set.of(13L)));
    assertThat(cluster.front()).hasToString("http://localhost:8080");
  }

  @Test
  void saysThatNoFrontRuns() throws IOException {
    LocalCluster cluster = parse("[]");
    assertThatThrownBy(cluster::front).isInstanceOf(IOException.class);
  }

  private static LocalCluster parse(String json) throws IOException {
    return LocalCluster.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
