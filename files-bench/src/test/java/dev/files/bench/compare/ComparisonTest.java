package dev.files.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.bench.StoreServer;
import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.load.Dialect;
import dev.files.bench.load.Store;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final CpuMeter SELF =
      new CpuMeter(Map.of("self", Set.of(ProcessHandle.current().pid())));

  @TempDir Path directory;

  @Test
  void measuresAllGoalsInTurnAndCleansUp() throws Exception {
    ComparisonPlan plan = new ComparisonPlan(0, 2, 1 << 20, 64 << 10, 20, 16 << 10, 48);
    List<String> progress = new ArrayList<>();
    try (StoreServer files = new StoreServer();
        StoreServer nginx = new StoreServer()) {
      ComparisonResult result;
      try (Comparison comparison =
          new Comparison(
              new Comparison.Side(store(Dialect.FILES, files), SELF),
              new Comparison.Side(store(Dialect.PLAIN, nginx), SELF),
              new DiskYardstick(directory),
              plan,
              1,
              progress::add)) {
        result = comparison.run();
      }
      assertThat(result.failures()).isZero();
      assertThat(result.text())
          .contains("node GET 64 KiB x 8: of nginx", "front GET 1 MiB x 1: CPU-s per GiB")
          .contains("front PUT 128 KiB x 8: of nginx", "front PUT 16 KiB x 16: of disk");
      assertThat(progress).hasSize(8);
      assertThat(files.bodies).isEmpty();
      assertThat(nginx.bodies).isEmpty();
    }
  }

  @Test
  void takesTheNodeWithMostBodies() {
    List<URI> uris =
        List.of(
            URI.create("http://b:1/1"),
            URI.create("http://a:1/2"),
            URI.create("http://b:1/3"),
            URI.create("http://c:1/4"));
    assertThat(NodeUris.ofBusiest(uris)).containsExactly(uris.get(0), uris.get(2));
  }

  @Test
  void judgesByTheBound() {
    assertThat(new Goal("x", true, 0.9, 0.9).met()).isTrue();
    assertThat(new Goal("x", true, 0.9, 0.89).met()).isFalse();
    assertThat(new Goal("x", false, 1.5, 1.6).met()).isFalse();
    assertThat(GoalTable.of(List.of(new Goal("x", false, 1.5, 1.6))))
        .contains("at most 1.50", "missed");
  }

  private static Store store(Dialect dialect, StoreServer server) {
    String token = "Authorization: " + StoreServer.TOKEN;
    return new Store(dialect, server.base(), "", List.of(), List.of(token));
  }
}
