package dev.files.nodes;

import static dev.files.nodes.TestRegistry.ID;
import static dev.files.nodes.TestRegistry.ping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.ChunkId;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final List<ChunkId> corrupt = new ArrayList<>();
  private final NodesInTransactions records = new NodesInTransactions();
  private TestDatabase db;
  private Registry registry;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    registry =
        TestRegistry.of(
            db,
            records,
            Map.of("FILES_NODE_URL_PATTERN", "http://(127\\.0\\.0\\.1|node):.*"),
            (node, chunks) -> corrupt.addAll(chunks),
            List::of,
            nanoTime::get);
  }

  /** As the former process of a node, seen so long ago that another may speak for it. */
  private void letTheOtherBeSilent() {
    db.run("UPDATE node SET last_ping = last_ping - interval '1 minute'");
  }

  @Test
  void givesEachStartOfANodeAnEpochOfItsOwn() {
    assertThat(registry.ping(ping("i")).epoch()).isEqualTo(1);
    assertThat(registry.ping(ping("i")).epoch()).isEqualTo(1);
    letTheOtherBeSilent();
    assertThat(registry.ping(ping("j")).epoch()).isEqualTo(2);
    letTheOtherBeSilent();
    assertThat(registry.ping(ping("i")).epoch()).isEqualTo(3);
  }

  @Test
  void knowsWhatANodeToldOfItsStart() {
    registry.ping(ping("i", "d".repeat(32), 2));
    assertThat(registry.active())
        .singleElement()
        .extracting(NodeView::start)
        .isEqualTo(new NodeStart(Optional.of(new DirectoryId("d".repeat(32))), 2));
    assertThat(registry.listing()).singleElement().extracting(ActiveNode::protocol).isEqualTo(2);
  }

  @Test
  void knowsAtOnceThatANodeStartedWithOtherDataOrSpeaksAsBefore() {
    registry.ping(ping("i", "d".repeat(32), 2));
    letTheOtherBeSilent();
    registry.ping(ping("j", "e".repeat(32), 2));
    assertThat(registry.active())
        .singleElement()
        .extracting(NodeView::start)
        .isEqualTo(new NodeStart(Optional.of(new DirectoryId("e".repeat(32))), 2));
    letTheOtherBeSilent();
    registry.ping(ping("k", null, 1));
    assertThat(registry.active())
        .singleElement()
        .extracting(NodeView::start)
        .isEqualTo(NodeStart.UNTOLD);
  }

  @Test
  void knowsAtOnceThatANodeHasMoved() {
    registry.ping(ping("i"));
    registry.ping(ping(ID, "i", "http://127.0.0.1:2"));
    assertThat(registry.active())
        .singleElement()
        .extracting(node -> node.url().getPort())
        .isEqualTo(2);
  }

  @Test
  void aProcessThatIsRefusedTakesNoEpoch() {
    assertThat(registry.ping(ping("i")).epoch()).isEqualTo(1);
    assertThatThrownBy(() -> registry.ping(ping("j"))).isInstanceOf(FilesException.class);
    assertThat(registry.ping(ping("i")).epoch()).isEqualTo(1);
  }

  @Test
  void aPingThatAFrontOfTheVersionBeforeTookTellsNothing() {
    registry.ping(ping("i", "d".repeat(32), 2));
    db.run("UPDATE node SET instance = 'j', last_ping = clock_timestamp()");
    registry.refresh();
    assertThat(registry.active())
        .singleElement()
        .extracting(NodeView::start)
        .isEqualTo(NodeStart.UNTOLD);
    assertThat(registry.ping(ping("j", "d".repeat(32), 2)).epoch()).isEqualTo(2);
  }

  @Test
  void aNodeAtAnAddressThatIsNotAllowedAnyMoreIsNotActive() {
    registry.ping(ping("i"));
    db.run("UPDATE node SET url = 'http://elsewhere:1'");
    registry.refresh();
    assertThat(registry.active()).isEmpty();
  }

  @Test
  void comparesWhatANodeHasAfterEachStart() {
    registry.ping(ping("i"));
    db.run(
        "UPDATE inventory SET next_try = 'infinity', after_id = decode(repeat('ff', 32), 'hex'),"
            + " attempts = 9, owner = gen_random_uuid()");
    registry.ping(ping("i"));
    String due =
        "SELECT count(*) AS n FROM inventory WHERE next_try < 'infinity' AND after_id IS NULL"
            + " AND attempts = 0 AND owner IS NULL";
    assertThat(db.number(due)).isZero();
    letTheOtherBeSilent();
    registry.ping(ping("j"));
    assertThat(db.number(due)).isEqualTo(1);
  }

  @Test
  void aLostNodeThatPingsIsLostNoMore() {
    registry.ping(ping("i"));
    db.run("UPDATE node SET lost_since = clock_timestamp()");
    registry.ping(ping("i"));
    assertThat(db.number("SELECT count(*) AS n FROM node WHERE lost_since IS NULL")).isEqualTo(1);
  }

  @Test
  void aRetiredNodeIsToldWhatToDo() {
    registry.ping(ping("i"));
    db.run("UPDATE node SET retired = clock_timestamp()");
    assertThatThrownBy(() -> registry.ping(ping("i")))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.GONE))
        .hasMessageContaining("empty the node's data directory");
    registry.refresh();
    assertThat(registry.active()).isEmpty();
  }

  @Test
  void registersANodeThatIsThenActive() {
    assertThat(registry.active()).isEmpty();
    assertThat(registry.ping(ping("i")).intervalSeconds()).isEqualTo(3);
    assertThat(registry.active())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.id()).isEqualTo(new NodeId(ID));
              assertThat(node.capacityBytes()).isEqualTo(100);
              assertThat(node.publicUrl()).hasToString("https://public.example");
            });
    assertThat(registry.listing()).extracting(node -> node.id()).containsExactly(ID);
  }

  @Test
  void knowsWhatANodeCanReallyTakeAndWhetherItIsWell() {
    registry.ping(ping("i"));
    assertThat(registry.active())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.writableBytes()).isEqualTo(90);
              assertThat(node.takesChunks()).isTrue();
            });
    Ping telling =
        new Ping(
            ID,
            "i",
            "http://127.0.0.1:1",
            null,
            "host",
            "",
            100,
            10,
            3,
            "1",
            null,
            null,
            null,
            7L,
            "unwell",
            null,
            null);
    registry.ping(telling);
    registry.refresh();
    assertThat(registry.active())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.writableBytes()).isEqualTo(7);
              assertThat(node.takesChunks()).isFalse();
            });
    assertThat(registry.listing()).extracting(node -> node.state()).containsExactly("unwell");
  }

  @Test
  void forgetsASilentNodeByTheClockOfTheDatabaseAndWelcomesItBack() {
    registry.ping(ping("i"));
    db.run("UPDATE node SET last_ping = clock_timestamp() - interval '16 seconds'");
    registry.refresh();
    assertThat(registry.active()).isEmpty();
    registry.ping(ping("i"));
    assertThat(registry.active()).hasSize(1);
  }

  @Test
  void refusesASecondLivingInstanceAndTakesTheSuccessorOfADeadOne() {
    registry.ping(ping("i"));
    assertThatThrownBy(() -> registry.ping(ping("j")))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT));
    db.run("UPDATE node SET last_ping = clock_timestamp() - interval '8 seconds'");
    registry.ping(ping("j"));
    assertThatThrownBy(() -> registry.ping(ping("i"))).isInstanceOf(FilesException.class);
  }

  @Test
  void registersANodeOnceThatPingsTwoFrontsAtTheSameInstant() throws Exception {
    ExecutorService fronts = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 5; round++) {
        String id = "%032x".formatted(round);
        String url = "http://127.0.0.1:" + (1 + round);
        List<Callable<PingAnswer>> pings =
            Collections.nCopies(4, () -> registry.ping(ping(id, "i", url)));
        for (Future<PingAnswer> answer : fronts.invokeAll(pings)) {
          assertThat(answer.get().draining()).isFalse();
        }
      }
    } finally {
      fronts.shutdownNow();
    }
    registry.refresh();
    assertThat(registry.active()).hasSize(5);
  }

  @Test
  void aPingDoesNotWriteOverThatTheNodeIsDrainedMeanwhile() {
    registry.ping(ping("i"));
    CompletableFuture<PingAnswer> pinged =
        db.database()
            .transaction(
                sql -> {
                  sql.update("UPDATE node SET draining = true");
                  CompletableFuture<PingAnswer> under =
                      CompletableFuture.supplyAsync(() -> registry.ping(ping("i")));
                  while (db.number("SELECT count(*) AS n FROM pg_locks WHERE NOT granted") == 0) {
                    Thread.onSpinWait();
                  }
                  return under;
                });
    assertThat(pinged.join().draining()).isTrue();
    assertThat(db.number("SELECT count(*) AS n FROM node WHERE draining")).isEqualTo(1);
  }

  @Test
  void welcomesANodeThatLostItsUrlInTimesBeforeTime() {
    registry.ping(ping("i"));
    db.run("UPDATE node SET last_ping = '-infinity'");
    registry.refresh();
    assertThat(registry.active()).isEmpty();
    registry.ping(ping("j"));
    assertThat(registry.active()).hasSize(1);
  }

  @Test
  void takesTheUrlFromTheNodeThatHadItBefore() {
    registry.ping(ping("i"));
    registry.ping(ping("f".repeat(32), "j", "http://127.0.0.1:1"));
    assertThat(registry.active())
        .extracting(node -> node.id().hex())
        .containsExactly("f".repeat(32));
  }

  @Test
  void passesOnWhatTheNodeFoundBad() {
    registry.ping(
        new Ping(
            ID, "i", "http://node:1", null, "h", null, 1, 1, 0, null, List.of("0".repeat(64))));
    assertThat(corrupt).hasSize(1);
  }
}
