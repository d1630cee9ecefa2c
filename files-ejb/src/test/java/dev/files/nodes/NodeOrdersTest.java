package dev.files.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.database.TestEntities;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeOrdersTest {
  private static final NodeId A = new NodeId("a".repeat(32));
  private static final NodeId B = new NodeId("b".repeat(32));
  private static final NodeId C = new NodeId("c".repeat(32));
  private static final NodeId D = new NodeId("d".repeat(32));
  private static final Duration ACTIVE = Duration.ofSeconds(15);

  private TestDatabase db;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    db.ping(A, B, C);
  }

  private static void order(Consumer<NodeRecords> order) {
    TestEntities.within(
        entities -> {
          NodeRecords records = new NodeRecords();
          records.entities = entities;
          order.accept(records);
          return true;
        });
  }

  private static NodeStanding standing(NodeId id) {
    return TestEntities.within(
        entities -> {
          NodeRecords records = new NodeRecords();
          records.entities = entities;
          return records.standings(Optional.of(id), ACTIVE, 2).get(0);
        });
  }

  private static void refused(ProblemType type, String word, Consumer<NodeRecords> order) {
    assertThatThrownBy(() -> order(order))
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type))
        .hasMessageContaining(word);
  }

  /** A chunk that a content names, on nodes. */
  private void chunk(String bytes, NodeId... on) {
    db.run("INSERT INTO chunk (id, size) VALUES (sha256(?::bytea), 1)", bytes);
    db.run(
        "INSERT INTO content_chunk (content_id, ordinal, chunk_id, chunk_offset) VALUES (1, ?,"
            + " sha256(?::bytea), 0)",
        bytes.hashCode() & 0xffff,
        bytes);
    for (NodeId node : on) {
      db.run(
          "INSERT INTO replica (chunk_id, node_id, generation, recorded) VALUES"
              + " (sha256(?::bytea), ?, 1, 1)",
          bytes,
          node);
    }
  }

  @Test
  void aNodeIsDrainedThenRetiredAndItsIdIsRefused() {
    chunk("x", A, B);
    assertThat(standing(A).state()).isEqualTo(NodeState.ACTIVE);
    assertThat(standing(A).safeToRemove()).isFalse();
    refused(ProblemType.CONFLICT, "active", records -> records.retire(A, ACTIVE, 2));

    order(records -> records.drain(A, 2));
    assertThat(standing(A).state()).isEqualTo(NodeState.DRAINING);
    assertThat(standing(A).needed()).isEqualTo(1);
    refused(ProblemType.CONFLICT, "1 of its chunks", records -> records.retire(A, ACTIVE, 2));

    db.run("UPDATE replica SET node_id = ? WHERE node_id = ?", C, A);
    assertThat(standing(A).state()).isEqualTo(NodeState.DRAINED);
    assertThat(standing(A).safeToRemove()).isTrue();
    order(records -> records.retire(A, ACTIVE, 2));
    assertThat(standing(A).state()).isEqualTo(NodeState.RETIRED);
    refused(ProblemType.CONFLICT, "retired", records -> records.activate(A));
    List<NodeView> active =
        TestEntities.within(
            entities -> {
              NodeRecords records = new NodeRecords();
              records.entities = entities;
              return records.active(ACTIVE);
            });
    assertThat(active).extracting(NodeView::id).containsExactly(B, C);
  }

  @Test
  void aLostNodeIsRetiredWhenOthersHaveAllThatItHad() {
    chunk("x", A, B);
    refused(ProblemType.CONFLICT, "drain it", records -> records.lose(A, ACTIVE));
    db.run("UPDATE node SET last_ping = last_ping - interval '1 hour' WHERE id = ?", A);
    assertThat(standing(A).state()).isEqualTo(NodeState.AWAY);
    order(records -> records.lose(A, ACTIVE));
    assertThat(standing(A).state()).isEqualTo(NodeState.LOST);
    refused(ProblemType.CONFLICT, "1 of its chunks", records -> records.retire(A, ACTIVE, 2));
    chunk("y", B, C);
    db.run("UPDATE content_chunk SET chunk_id = sha256('y') WHERE chunk_id = sha256('x')");
    order(records -> records.retire(A, ACTIVE, 2));
  }

  @Test
  void noDrainLeavesFewerNodesThanReplicas() {
    order(records -> records.drain(A, 2));
    refused(ProblemType.CONFLICT, "add or activate", records -> records.drain(B, 2));
    order(records -> records.activate(A));
    order(records -> records.drain(B, 2));
  }

  @Test
  void ofTwoOperatorsWhoDrainTheLastNodesOneIsRefused() {
    db.ping(D);
    List<CompletableFuture<Boolean>> drains = new ArrayList<>();
    for (NodeId node : List.of(A, B, C, D)) {
      drains.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  order(records -> records.drain(node, 2));
                  return true;
                } catch (FilesException e) {
                  return false;
                }
              }));
    }
    assertThat(drains.stream().filter(CompletableFuture::join)).hasSize(2);
  }

  @Test
  void maintenanceHasAnEndAndNothingNewComesMeanwhile() {
    Duration longest = Duration.ofDays(30);
    refused(
        ProblemType.INVALID_VALUE,
        "until",
        records -> records.maintain(A, Instant.EPOCH, longest, 2));
    Instant until = Instant.now().plusSeconds(3600);
    order(records -> records.maintain(A, until, longest, 2));
    assertThat(standing(A).state()).isEqualTo(NodeState.MAINTENANCE);
    assertThat(standing(A).view().takesChunks()).isFalse();
    order(records -> records.activate(A));
    assertThat(standing(A).state()).isEqualTo(NodeState.ACTIVE);
    assertThat(standing(A).view().takesChunks()).isTrue();
  }

  @Test
  void noOrderTakesAwayTheNodesThatUploadsNeed() {
    Duration longest = Duration.ofDays(30);
    Instant until = Instant.now().plusSeconds(3600);
    order(records -> records.maintain(A, until, longest, 2));
    order(records -> records.maintain(A, until.plusSeconds(1), longest, 2));
    refused(ProblemType.CONFLICT, "activate", records -> records.maintain(B, until, longest, 2));
    refused(ProblemType.CONFLICT, "activate", records -> records.drain(B, 2));
    db.run("UPDATE node SET away_until = clock_timestamp() WHERE id = ?", A);
    order(records -> records.maintain(B, until, longest, 2));
  }

  @Test
  void ofAnUnknownNodeNothingIsOrdered() {
    refused(ProblemType.NOT_FOUND, "node", records -> records.drain(D, 1));
    refused(ProblemType.NOT_FOUND, "node", records -> records.retire(D, ACTIVE, 1));
  }
}
