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
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.metadata.SqlLedger;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairTest {
  private static final ChunkId X = chunk("x").id();

  private final List<ChunkId> hints = new ArrayList<>();
  private TestDatabase db;
  private MemoryNodes nodes;
  private Leases leases;
  private SqlLedger ledger;
  private RepairTable table;
  private ReplicaRepair repair;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    nodes = new MemoryNodes(NODE_A, NODE_B, NODE_C);
    leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, hints::addAll, new SecureRandom());
    table = new RepairTable(db.database());
    repair =
        new ReplicaRepair(
            table,
            leases,
            new NodeCalls(nodes, nodes, System::nanoTime),
            new Placement(new Random(1)),
            2,
            Duration.ZERO);
  }

  private void uploadTo(NodeId... on) {
    LeaseId lease = ledger.open();
    CopyAt[] copies = new CopyAt[on.length];
    for (int i = 0; i < on.length; i++) {
      copies[i] = new CopyAt(on[i], nodes.put(on[i], bytes("x")).generation());
    }
    ledger.commit(lease, List.of(file("f", placed("x", copies))));
    ledger.close(lease);
  }

  private long replicas() {
    return db.number("SELECT count(*) AS n FROM replica WHERE NOT condemned");
  }

  private long repairs() {
    return db.number("SELECT count(*) AS n FROM repair");
  }

  private void noLeaseIsLeft() {
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
  }

  @Test
  void makesTheMissingReplicaWhenAMessageComes() {
    uploadTo(NODE_A);
    assertThat(hints).containsExactly(X);
    repair.repair(X);
    assertThat(replicas()).isEqualTo(2);
    assertThat(repairs()).isZero();
    noLeaseIsLeft();
  }

  @Test
  void doesNothingForAMessageThatCameTwiceOrTooLateOrForNoChunk() {
    uploadTo(NODE_A);
    repair.repair(X);
    repair.repair(X);
    repair.repair(chunk("unknown").id());
    assertThat(nodes.copies).hasSize(1);
    assertThat(replicas()).isEqualTo(2);
  }

  @Test
  void findsByTheSweepWhatNoMessageTold() {
    uploadTo(NODE_A);
    assertThat(repair.step()).isEqualTo(1);
    assertThat(replicas()).isEqualTo(2);
    assertThat(repair.step()).isZero();
  }

  @Test
  void leavesAChunkToTheWorkerThatHasIt() {
    uploadTo(NODE_A);
    assertThat(table.claim(X, Duration.ofMinutes(1))).isPresent();
    repair.repair(X);
    assertThat(repair.step()).isZero();
    assertThat(nodes.copies).isEmpty();
  }

  @Test
  void asksTheSameNodeAgainAndThenAnother() {
    uploadTo(NODE_A);
    nodes.silent.add(NODE_B);
    nodes.silent.add(NODE_C);
    repair.repair(X);
    assertThat(nodes.copies).hasSize(4);
    assertThat(nodes.copies.get(0)).isEqualTo(nodes.copies.get(1));
    assertThat(nodes.copies.get(2))
        .isEqualTo(nodes.copies.get(3))
        .isNotEqualTo(nodes.copies.get(0));
    assertThat(replicas()).isEqualTo(1);
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM repair WHERE next_try > clock_timestamp() AND owner IS"
                    + " NULL AND last_error IS NOT NULL"))
        .isEqualTo(1);
    noLeaseIsLeft();
  }

  @Test
  void waitsForANodeThatHasTheChunk() {
    uploadTo(NODE_A);
    nodes.away.add(NODE_A);
    repair.repair(X);
    assertThat(nodes.copies).isEmpty();
    nodes.away.clear();
    db.run("UPDATE repair SET next_try = clock_timestamp()");
    repair.step();
    assertThat(replicas()).isEqualTo(2);
  }

  @Test
  void recordsNoReplicaOfAChunkThatNothingNamesAnyMore() {
    uploadTo(NODE_A);
    LeaseId lease = leases.open();
    CopyAt copy = new CopyAt(NODE_B, nodes.put(NODE_B, bytes("x")).generation());
    db.run("DELETE FROM file");
    db.run("DELETE FROM content_chunk");
    assertThat(table.record(lease, X, copy)).isFalse();
    assertThat(replicas()).isEqualTo(1);
  }

  @Test
  void recordsNoReplicaUnderALostLease() {
    uploadTo(NODE_A);
    LeaseId lease = leases.open();
    CopyAt copy = new CopyAt(NODE_B, nodes.put(NODE_B, bytes("x")).generation());
    leases.close(lease);
    assertThat(table.record(lease, X, copy)).isFalse();
    assertThat(replicas()).isEqualTo(1);
  }

  @Test
  void replacesARottenReplicaAndHasTheBytesCollected() {
    uploadTo(NODE_A, NODE_B);
    assertThat(table.rotten(NODE_A, List.of(X))).isEmpty();
    assertThat(replicas()).isEqualTo(1);
    assertThat(db.number("SELECT count(*) AS n FROM orphan")).isEqualTo(1);
    repair.step();
    assertThat(replicas()).isEqualTo(2);
  }

  @Test
  void keepsTheNameOfTheLastReplicaThoughItIsRotten() {
    uploadTo(NODE_A, NODE_B);
    assertThat(table.rotten(NODE_A, List.of(X))).isEmpty();
    assertThat(table.rotten(NODE_B, List.of(X))).containsExactly(X);
    assertThat(replicas()).isEqualTo(1);
  }

  @Test
  void doesNotForgetARepairThatWasAskedForWhileOneEnds() {
    uploadTo(NODE_A);
    Optional<RepairTable.Claim> claim = table.claim(X, Duration.ofMinutes(1));
    uploadTo(NODE_A);
    table.finish(claim.orElseThrow());
    assertThat(repairs()).isEqualTo(1);
  }

  @Test
  void readsOnlyItsOwnMessages() {
    assertThat(RepairMessage.parse(new RepairMessage(X).text())).contains(new RepairMessage(X));
    assertThat(RepairMessage.parse("1 xyz")).isEmpty();
    assertThat(RepairMessage.parse("2 " + X)).isEmpty();
    assertThat(RepairMessage.parse("")).isEmpty();
  }

  @Test
  void pausesLongerAfterEachFailureUpToABound() {
    assertThat(ReplicaRepair.pauseAfter(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(ReplicaRepair.pauseAfter(4)).isEqualTo(Duration.ofSeconds(16));
    assertThat(ReplicaRepair.pauseAfter(1000)).isEqualTo(Duration.ofMinutes(5));
  }
}
