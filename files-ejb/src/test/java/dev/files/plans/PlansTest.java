package dev.files.plans;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.nodes.NodeControl;
import dev.files.nodes.TestControl;
import dev.files.plans.Plan.Kind;
import dev.files.plans.Plan.State;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlansTest {
  private static final NodeId NODE_D = new NodeId("d".repeat(32));
  private static final long MIB = 1 << 20;

  private final NodeControl nodes = TestControl.control();
  private TestDatabase db;
  private PlanTable table;
  private Plans plans;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    db.ping(NODE_A, NODE_B, NODE_C, NODE_D);
    // However long a test takes, nobody is away.
    db.run(
        "UPDATE node SET capacity = ?, last_ping = clock_timestamp() + interval '1 hour'",
        1000 * MIB);
    table = new PlanTable(db.database());
    plans = new Plans(table, nodes, 2);
  }

  /** The node has so many copies of a MiB each. */
  private void holds(NodeId node, int copies) {
    db.run("DELETE FROM replica WHERE node_id = ?", node);
    db.run("UPDATE node SET used = ? WHERE id = ?", copies * MIB, node);
    db.run(
        "INSERT INTO replica (chunk_id, node_id, generation, recorded)"
            + " SELECT sha256(i::text::bytea), ?, 1, 1 FROM generate_series(1, ?) AS i",
        node,
        copies);
  }

  private void uneven() {
    holds(NODE_A, 100);
    holds(NODE_B, 100);
    holds(NODE_C, 100);
    holds(NODE_D, 0);
  }

  private PlanKeeper keeper(double spread) {
    return new PlanKeeper(table, plans, nodes, spread, Duration.ZERO, Duration.ofMinutes(1));
  }

  private static void refused(ProblemType type, String word, Runnable order) {
    assertThatThrownBy(order::run)
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type))
        .hasMessageContaining(word);
  }

  @Test
  void aLookAheadWritesNothing() {
    uneven();
    Plan preview = plans.previewRebalance();
    assertThat(preview.state()).isEqualTo(State.PREVIEW);
    assertThat(preview.id()).isEmpty();
    assertThat(preview.bytes()).isEqualTo(75 * MIB);
    assertThat(preview.chunks()).isEqualTo(75);
    assertThat(preview.left()).hasValue(Duration.ofMillis(1171));
    assertThat(plans.all()).isEmpty();
    Plan drain = plans.previewDrain(NODE_A);
    assertThat(drain.chunks()).isEqualTo(100);
    assertThat(drain.bytes()).isEqualTo(100 * MIB);
    assertThat(plans.all()).isEmpty();
    assertThat(nodes.find(NODE_A).view().draining()).isFalse();
  }

  @Test
  void maintenanceIsAPlanUntilItsEndOrItsNodeIsActivated() {
    holds(NODE_A, 3);
    Instant until = Instant.now().plusSeconds(3600);
    Plan preview = plans.previewMaintenance(NODE_A, until);
    assertThat(preview.chunks()).isEqualTo(3);
    assertThat(preview.bytes()).isEqualTo(3 * MIB);
    assertThat(preview.left().orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    assertThat(preview.reason().orElseThrow()).startsWith("3 of its chunks have no sound copy");
    holds(NODE_B, 2);
    assertThat(plans.previewMaintenance(NODE_A, until).reason().orElseThrow()).startsWith("1 of");
    assertThat(plans.all()).isEmpty();

    Plan plan = plans.maintain(NODE_A, until);
    assertThat(plan.state()).isEqualTo(State.RUNNING);
    assertThat(plan.left().orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    UUID id = plan.id().orElseThrow();
    refused(ProblemType.CONFLICT, "already", () -> plans.maintain(NODE_A, until));
    refused(ProblemType.CONFLICT, "nothing moves", () -> plans.pause(id));
    refused(
        ProblemType.INVALID_VALUE, "until", () -> plans.previewMaintenance(NODE_B, Instant.EPOCH));
    assertThat(table.repairing(2)).isFalse();
    assertThat(plans.cancel(id).state()).isEqualTo(State.CANCELLED);
    assertThat(nodes.find(NODE_A).awayUntil()).isEmpty();

    // Also one that a front ordered that knows nothing of such plans.
    nodes.maintain(NODE_A, until);
    UUID other = plans.all().get(0).id().orElseThrow();
    db.run("UPDATE node SET away_until = clock_timestamp() WHERE id = ?", NODE_A);
    assertThat(plans.find(other).state()).isEqualTo(State.DONE);
    assertThat(plans.find(other).left()).isEmpty();
  }

  @Test
  void onePlanOfAKindIsOpenAndGoesOnWhereItWas() {
    uneven();
    UUID id = plans.rebalance().id().orElseThrow();
    refused(ProblemType.CONFLICT, "open already", plans::rebalance);
    assertThat(plans.running().orElseThrow().shares())
        .isEqualTo(Map.of(NODE_A, 25 * MIB, NODE_B, 25 * MIB, NODE_C, 25 * MIB, NODE_D, -75 * MIB));

    plans.moved(id, NODE_A, 3, Map.of(NODE_D, 3 * MIB));
    assertThat(plans.running().orElseThrow().shares())
        .containsEntry(NODE_A, 22 * MIB)
        .containsEntry(NODE_B, 25 * MIB)
        .containsEntry(NODE_D, -72 * MIB);
    assertThat(plans.find(id).chunksDone()).isEqualTo(3);
    assertThat(plans.find(id).bytesDone()).isEqualTo(3 * MIB);
    assertThat(plans.find(id).bytesPerSecond()).isPositive();

    assertThat(plans.pause(id).state()).isEqualTo(State.PAUSED);
    assertThat(plans.running()).isEmpty();
    refused(ProblemType.CONFLICT, "open already", plans::rebalance);
    assertThat(plans.resume(id).state()).isEqualTo(State.RUNNING);
    assertThat(plans.running().orElseThrow().shares()).containsEntry(NODE_A, 22 * MIB);

    assertThat(plans.cancel(id).state()).isEqualTo(State.CANCELLED);
    assertThat(plans.running()).isEmpty();
    refused(ProblemType.CONFLICT, "cancelled already", () -> plans.resume(id));
    refused(ProblemType.NOT_FOUND, "no plan", () -> plans.cancel(UUID.randomUUID()));
    assertThat(plans.rebalance().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void whatIsNotWorthTheWorkIsNoChunksEither() {
    holds(NODE_A, 3);
    holds(NODE_B, 3);
    assertThat(plans.previewRebalance().bytes()).isZero();
    assertThat(plans.previewRebalance().chunks()).isZero();
  }

  @Test
  void whatIsEvenIsDoneAtOnce() {
    for (NodeId node : new NodeId[] {NODE_A, NODE_B, NODE_C, NODE_D}) {
      holds(node, 50);
    }
    Plan plan = plans.rebalance();
    assertThat(plan.state()).isEqualTo(State.DONE);
    assertThat(plan.reason().orElseThrow()).contains("as even as they can be");
  }

  @Test
  void chunksInDangerComeFirst() {
    uneven();
    plans.rebalance();
    db.run("INSERT INTO chunk (id, size) VALUES (sha256('1'), 1)");
    db.run("INSERT INTO repair (chunk_id, sound) VALUES (sha256('1'), 1)");
    assertThat(plans.running()).isEmpty();
    db.run("UPDATE repair SET next_try = clock_timestamp() + interval '1 hour'");
    assertThat(plans.running()).isPresent();
    nodes.drain(NODE_B);
    plans.all();
    assertThat(plans.running()).isEmpty();
  }

  @Test
  void aDrainIsAPlanWhoeverBeganIt() {
    uneven();
    nodes.drain(NODE_A);
    Plan plan = plans.all().get(0);
    assertThat(plan.kind()).isEqualTo(Kind.DRAIN);
    assertThat(plan.node()).hasValue(NODE_A);
    assertThat(plan.state()).isEqualTo(State.RUNNING);
    assertThat(plan.chunks()).isEqualTo(100);
    refused(ProblemType.CONFLICT, "being drained", () -> plans.drain(NODE_A));

    holds(NODE_A, 40);
    assertThat(plans.find(plan.id().orElseThrow()).chunksDone()).isEqualTo(60);
    holds(NODE_A, 0);
    assertThat(plans.find(plan.id().orElseThrow()).state()).isEqualTo(State.DONE);
    assertThat(plans.all()).hasSize(1);
  }

  @Test
  void aDrainThatIsPausedLeavesItsCopiesCounting() {
    uneven();
    Plan plan = plans.drain(NODE_A);
    UUID id = plan.id().orElseThrow();
    String sound = "SELECT count(*) AS n FROM sound_replica WHERE node_id = ?";
    assertThat(db.number(sound, NODE_A)).isZero();
    assertThat(plans.pause(id).state()).isEqualTo(State.PAUSED);
    assertThat(db.number(sound, NODE_A)).isEqualTo(100);
    assertThat(nodes.find(NODE_A).view().draining()).isTrue();
    assertThat(plans.resume(id).state()).isEqualTo(State.RUNNING);
    assertThat(db.number(sound, NODE_A)).isZero();

    plans.pause(id);
    assertThat(plans.cancel(id).state()).isEqualTo(State.CANCELLED);
    assertThat(nodes.find(NODE_A).view().draining()).isFalse();
    assertThat(plans.drain(NODE_A).state()).isEqualTo(State.RUNNING);
    assertThat(db.number(sound, NODE_A)).isZero();
  }

  @Test
  void anEmptyNodeIsDrainedAtOnce() {
    uneven();
    assertThat(plans.drain(NODE_D).state()).isEqualTo(State.DONE);
  }

  @Test
  void whatWouldLeaveTooFewNodesIsRefusedAlsoAsAPreview() {
    uneven();
    plans.drain(NODE_A);
    plans.drain(NODE_B);
    refused(ProblemType.CONFLICT, "add or activate", () -> plans.previewDrain(NODE_C));
    refused(ProblemType.CONFLICT, "add or activate", () -> plans.drain(NODE_C));
    refused(ProblemType.NOT_FOUND, "node", () -> plans.drain(new NodeId("9".repeat(32))));
  }

  @Test
  void unevenNodesAreNoticedAndTheEndIsToo() {
    uneven();
    assertThat(keeper(0.11).step()).isZero();
    assertThat(keeper(0).step()).isZero();
    assertThat(keeper(0.09).step()).isEqualTo(1);
    UUID id = plans.running().orElseThrow().plan();
    assertThat(keeper(0.09).step()).isZero();
    plans.moved(id, NODE_A, 25, Map.of(NODE_D, 25 * MIB));
    plans.moved(id, NODE_B, 25, Map.of(NODE_D, 25 * MIB));
    assertThat(keeper(0.09).step()).isZero();
    plans.moved(id, NODE_C, 25, Map.of(NODE_D, 25 * MIB));
    assertThat(keeper(0.09).step()).isEqualTo(1);
    assertThat(plans.find(id).state()).isEqualTo(State.DONE);
    assertThat(plans.find(id).reason()).isEmpty();
    // The pings still tell of the time before it.
    assertThat(keeper(0.09).step()).isZero();
    db.run("UPDATE plan SET ended = ended - interval '2 minutes'");
    assertThat(keeper(0.09).step()).isEqualTo(1);
  }

  @Test
  void ofTwoFrontsThatNoticeItOneBegins() {
    uneven();
    plans.rebalance();
    // As the one sees it that looked before the other began.
    assertThat(plans.rebalanceFrom(0.09)).isEmpty();
  }

  @Test
  void whatCannotBeMovedIsNotTriedAgainAtOnce() {
    uneven();
    keeper(0.09).step();
    UUID id = plans.running().orElseThrow().plan();
    for (NodeId node : new NodeId[] {NODE_A, NODE_B, NODE_C}) {
      plans.exhausted(id, node);
    }
    assertThat(keeper(0.09).step()).isEqualTo(1);
    assertThat(plans.find(id).reason().orElseThrow()).contains("could take no more");
    db.run("UPDATE plan SET ended = ended - interval '2 hours'");
    db.run("UPDATE node SET registered = registered - interval '3 hours'");
    assertThat(keeper(0.09).step()).isZero();
    db.run("UPDATE node SET registered = clock_timestamp() WHERE id = ?", NODE_D);
    assertThat(keeper(0.09).step()).isEqualTo(1);
  }

  @Test
  void nothingBeginsWhileANodeIsAway() {
    uneven();
    db.run(
        "UPDATE node SET last_ping = clock_timestamp() - interval '20 seconds' WHERE id = ?",
        NODE_A);
    assertThat(keeper(0.09).step()).isZero();
  }
}
