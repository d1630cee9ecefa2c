package dev.files.nodes;

import static dev.files.nodes.TestRegistry.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.protocol.messages.WorkerReport;
import dev.files.workers.WorkerSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes tell of their upkeep with a ping, and what they are told. */
class UpkeepPingTest {
  private static final Duration ACTIVE = Duration.ofSeconds(15);
  private static final WorkerReport SCRUB = new WorkerReport("scrub", false, false, 3, 4096, null);

  private final NodesInTransactions records = new NodesInTransactions();
  private TestDatabase db;
  private Registry registry;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    WorkerSettings settings = new WorkerSettings(db.database());
    registry =
        TestRegistry.of(
            db, records, Map.of(), (node, chunks) -> {}, settings::orders, System::nanoTime);
  }

  private static Ping telling(List<WorkerReport> workers) {
    return new Ping(
        ID,
        "i",
        "http://127.0.0.1:1",
        null,
        "h",
        "",
        9,
        1,
        0,
        "1",
        List.of(),
        null,
        2,
        null,
        null,
        null,
        workers);
  }

  @Test
  void whatANodeToldLastIsKept() {
    registry.ping(telling(List.of(SCRUB)));
    WorkerReport failed =
        new WorkerReport("scrub", false, true, 4, 5000, "a\nb" + "c".repeat(1000));
    registry.ping(telling(List.of(failed)));
    assertThat(records.workers(ACTIVE))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.node()).isEqualTo(new NodeId(ID));
              WorkerReport kept = node.workers().get(0);
              assertThat(kept.steps()).isEqualTo(4);
              assertThat(kept.paused()).isTrue();
              assertThat(kept.lastError()).startsWith("a bccc").hasSize(300);
            });
    registry.ping(telling(null));
    assertThat(records.workers(ACTIVE).get(0).workers()).isEmpty();
  }

  @Test
  void theNodeHearsWhatOperatorsSet() {
    assertThat(registry.ping(telling(List.of())).workers())
        .containsExactly(
            new WorkerOrder("compaction", false, 0.5), new WorkerOrder("scrub", false, 0.5));
    db.run(
        "INSERT INTO worker_setting (name, paused, pace) VALUES ('scrub', true, 0.1),"
            + " ('repair', true, 0.5)");
    assertThat(registry.ping(telling(List.of())).workers())
        .containsExactly(
            new WorkerOrder("compaction", false, 0.5), new WorkerOrder("scrub", true, 0.1));
  }

  @Test
  void namesWhatIsWrong() {
    refused("workers", Collections.nCopies(Ping.MAX_WORKERS + 1, SCRUB));
    refused("workers.name", List.of(new WorkerReport("", false, false, 0, 0, null)));
    refused("workers.name", List.of(new WorkerReport("x".repeat(41), false, false, 0, 0, null)));
    refused("workers.steps", List.of(new WorkerReport("x", false, false, -1, 0, null)));
    refused("workers.bytes", List.of(new WorkerReport("x", false, false, 0, -1, null)));
  }

  private void refused(String field, List<WorkerReport> workers) {
    assertThatThrownBy(() -> registry.ping(telling(workers)))
        .isInstanceOf(FilesException.class)
        .hasMessageStartingWith(field + ":");
  }
}
