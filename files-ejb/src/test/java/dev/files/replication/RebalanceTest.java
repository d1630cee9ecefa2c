package dev.files.replication;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static dev.files.metadata.Samples.bytes;
import static dev.files.metadata.Samples.chunk;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.collection.MemoryNodes;
import dev.files.database.TestDatabase;
import dev.files.metadata.CopyAt;
import dev.files.metadata.CopyNames;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.metadata.SqlLedger;
import dev.files.placement.Placement;
import dev.files.plans.RunningRebalance;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.StoredChunk;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RebalanceTest {
  private static final NodeId NODE_D = new NodeId("d".repeat(32));
  private static final UUID PLAN = new UUID(1, 1);

  /** Of each chunk here. */
  private static final int SIZE = 6;

  private TestDatabase db;
  private MemoryNodes nodes;
  private SqlLedger ledger;
  private RepairTable table;
  private Plan plan;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    nodes = new MemoryNodes(NODE_A, NODE_B, NODE_C, NODE_D);
    Leases leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, chunks -> {}, new SecureRandom());
    db.ping(NODE_A, NODE_B, NODE_C, NODE_D);
    table = new RepairTable(db.database());
    plan = new Plan();
  }

  private Rebalance rebalance() {
    return new Rebalance(
        db.database(),
        plan,
        table,
        new Leases(db.database(), "test"),
        new CopyNames(db.database(), 2, Duration.ofSeconds(15)),
        nodes.calls(),
        new ReplicaCopies(nodes.calls(), new Placement(new Random(1)), Runnable::run),
        2,
        Duration.ZERO);
  }

  /** A plan kept here. */
  private static final class Plan implements RunningRebalance {
    final Map<NodeId, Long> shares = new HashMap<>();
    boolean runs = true;
    long chunks;

    @Override
    public Optional<Running> running() {
      return runs ? Optional.of(new Running(PLAN, Map.copyOf(shares))) : Optional.empty();
    }

    @Override
    public void moved(UUID id, NodeId from, long moved, Map<NodeId, Long> taken) {
      assertThat(id).isEqualTo(PLAN);
      chunks += moved;
      taken.forEach(
          (node, size) -> {
            shares.merge(node, size, Long::sum);
            shares.merge(from, -size, Long::sum);
          });
    }

    @Override
    public void exhausted(UUID id, NodeId from) {
      shares.put(from, 0L);
    }
  }

  /** Files of one chunk each. */
  private void upload(int from, int to, NodeId... on) {
    for (int i = from; i < to; i++) {
      String text = String.format("c-%04d", i);
      LeaseId lease = ledger.open();
      CopyAt[] copies = new CopyAt[on.length];
      for (int n = 0; n < on.length; n++) {
        StoredChunk stored = nodes.put(on[n], bytes(text));
        copies[n] = new CopyAt(on[n], stored.generation());
      }
      ledger.commit(lease, List.of(file("f" + i, placed(text, copies))));
      ledger.close(lease);
    }
  }

  private void untilNothingMoves() {
    Rebalance rebalance = rebalance();
    for (int steps = 0; steps < 100 && rebalance.step() > 0; steps++) {
      assertThat(fewest()).isEqualTo(2);
    }
  }

  private long on(NodeId node) {
    return db.number("SELECT count(*) AS n FROM replica WHERE node_id = ? AND NOT condemned", node);
  }

  /** Copies that the chunk with the fewest has by name. */
  private long fewest() {
    return db.number(
        "SELECT coalesce(min(copies), 0) AS n FROM (SELECT (SELECT count(*) FROM replica r WHERE"
            + " r.chunk_id = c.id AND NOT r.condemned) AS copies FROM chunk c) AS counts");
  }

  @Test
  void movesAsMuchAsThePlanSaysAndNoChunkHasFewerCopies() {
    upload(0, 200, NODE_A, NODE_B);
    plan.shares.put(NODE_A, 100L * SIZE);
    plan.shares.put(NODE_B, 20L * SIZE);
    plan.shares.put(NODE_C, -60L * SIZE);
    plan.shares.put(NODE_D, -60L * SIZE);
    untilNothingMoves();
    assertThat(on(NODE_A)).isEqualTo(100);
    assertThat(on(NODE_B)).isEqualTo(180);
    assertThat(on(NODE_C)).isEqualTo(60);
    assertThat(on(NODE_D)).isEqualTo(60);
    assertThat(plan.chunks).isEqualTo(120);
    assertThat(db.number("SELECT count(*) AS n FROM replica WHERE condemned")).isEqualTo(120);
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
  }

  @Test
  void movesOneByOneBetweenNodesThatKnowNothingOfMany() {
    nodes.copyMany = false;
    upload(0, 20, NODE_A, NODE_B);
    plan.shares.put(NODE_A, 5L * SIZE);
    plan.shares.put(NODE_C, -5L * SIZE);
    untilNothingMoves();
    assertThat(on(NODE_A)).isEqualTo(15);
    assertThat(on(NODE_C)).isEqualTo(5);
  }

  @Test
  void whatIsShortOfCopiesOrUnusedIsLeftAlone() {
    upload(0, 10, NODE_A);
    upload(10, 20, NODE_A, NODE_B);
    db.run(
        "UPDATE replica SET bad_since = clock_timestamp() WHERE chunk_id = ?",
        chunk("c-0012").id());
    db.run("DELETE FROM content_chunk WHERE chunk_id = ?", chunk("c-0013").id());
    plan.shares.put(NODE_A, 100L * SIZE);
    plan.shares.put(NODE_C, -100L * SIZE);
    rebalance().step();
    assertThat(plan.chunks).isEqualTo(8);
    assertThat(on(NODE_C)).isEqualTo(8);
  }

  @Test
  void aTargetThatFailsCostsNothing() {
    upload(0, 10, NODE_A, NODE_B);
    nodes.silent.add(NODE_C);
    plan.shares.put(NODE_A, 5L * SIZE);
    plan.shares.put(NODE_C, -5L * SIZE);
    rebalance().step();
    assertThat(plan.chunks).isZero();
    assertThat(on(NODE_A)).isEqualTo(10);
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
  }

  @Test
  void whatANodeThatIsAwayHasStaysThere() {
    upload(0, 10, NODE_A, NODE_B);
    nodes.away.add(NODE_A);
    plan.shares.put(NODE_A, 5L * SIZE);
    plan.shares.put(NODE_C, -5L * SIZE);
    rebalance().step();
    assertThat(plan.chunks).isZero();
  }

  @Test
  void theOtherCopyMustCountWhenTheNameIsTakenAway() {
    upload(0, 1, NODE_A, NODE_B);
    db.run("UPDATE node SET last_ping = 'epoch' WHERE id = ?", NODE_B);
    plan.shares.put(NODE_A, (long) SIZE);
    plan.shares.put(NODE_C, (long) -SIZE);
    rebalance().step();
    assertThat(on(NODE_A)).isEqualTo(1);
    assertThat(on(NODE_C)).isEqualTo(1);
  }

  @Test
  void aPlanThatIsPausedMovesNothing() {
    upload(0, 10, NODE_A, NODE_B);
    plan.shares.put(NODE_A, 5L * SIZE);
    plan.shares.put(NODE_C, -5L * SIZE);
    plan.runs = false;
    assertThat(rebalance().step()).isZero();
    assertThat(on(NODE_A)).isEqualTo(10);
  }

  @Test
  void twoFrontsShareTheNodesThatGive() {
    upload(0, 150, NODE_A, NODE_B);
    plan.shares.put(NODE_A, 50L * SIZE);
    plan.shares.put(NODE_B, 50L * SIZE);
    plan.shares.put(NODE_C, -50L * SIZE);
    plan.shares.put(NODE_D, -50L * SIZE);
    Rebalance here = rebalance();
    Rebalance there = rebalance();
    for (int steps = 0; steps < 20; steps++) {
      here.step();
      there.step();
    }
    assertThat(on(NODE_A)).isEqualTo(100);
    assertThat(on(NODE_B)).isEqualTo(100);
    assertThat(fewest()).isEqualTo(2);
  }
}
