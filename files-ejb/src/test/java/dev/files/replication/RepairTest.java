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
import dev.files.metadata.PlacedChunk;
import dev.files.metadata.SqlLedger;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairTest {
  private static final ChunkId X = chunk("x").id();

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private final List<ChunkId> hints = new ArrayList<>();
  private TestDatabase db;
  private MemoryNodes nodes;
  private Leases leases;
  private SqlLedger ledger;
  private CopyNames names;
  private RepairTable table;
  private ReplicaRepair repair;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    nodes = new MemoryNodes(NODE_A, NODE_B, NODE_C);
    leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, hints::addAll, new SecureRandom());
    db.ping(NODE_A, NODE_B, NODE_C);
    names = new CopyNames(db.database(), 2, Duration.ofSeconds(15));
    table = new RepairTable(db.database());
    repair =
        new ReplicaRepair(
            table,
            leases,
            names,
            nodes.calls(),
            new ReplicaCopies(nodes.calls(), new Placement(new Random(1)), THREADS),
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
    repair.repair(List.of(X));
    assertThat(replicas()).isEqualTo(2);
    assertThat(repairs()).isZero();
    noLeaseIsLeft();
  }

  @Test
  void doesNothingForAMessageThatCameTwiceOrTooLateOrForNoChunk() {
    uploadTo(NODE_A);
    repair.repair(List.of(X));
    repair.repair(List.of(X));
    repair.repair(List.of(chunk("unknown").id()));
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
    assertThat(table.claim(List.of(X), Duration.ofMinutes(1))).hasSize(1);
    repair.repair(List.of(X));
    assertThat(repair.step()).isZero();
    assertThat(nodes.copies).isEmpty();
  }

  @Test
  void asksTheSameNodeAgainAndThenAnother() {
    uploadTo(NODE_A);
    nodes.silent.add(NODE_B);
    nodes.silent.add(NODE_C);
    repair.repair(List.of(X));
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
    repair.repair(List.of(X));
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
    assertThat(table.record(lease, Map.of(X, copy))).isEmpty();
    assertThat(replicas()).isEqualTo(1);
  }

  @Test
  void recordsNoReplicaUnderALostLease() {
    uploadTo(NODE_A);
    LeaseId lease = leases.open();
    CopyAt copy = new CopyAt(NODE_B, nodes.put(NODE_B, bytes("x")).generation());
    leases.close(lease);
    assertThat(table.record(lease, Map.of(X, copy))).isEmpty();
    assertThat(replicas()).isEqualTo(1);
  }

  private void lose(NodeId node) {
    nodes.away.add(node);
    db.run(
        "UPDATE node SET lost_since = clock_timestamp(), last_ping = last_ping - interval '1 hour'"
            + " WHERE id = ?",
        node);
  }

  private LeavingCopies leaving() {
    return new LeavingCopies(db.database(), hints::addAll, 2, Duration.ZERO);
  }

  @Test
  void copiesWhatALostNodeHadAndKeepsItsNameForItsReturn() {
    uploadTo(NODE_A, NODE_B);
    assertThat(leaving().step()).isZero();
    lose(NODE_B);
    assertThat(leaving().step()).isEqualTo(1);
    assertThat(hints).containsExactly(X);
    assertThat(repair.step()).isEqualTo(1);
    assertThat(nodes.copies).containsExactly(NODE_C);
    assertThat(replicas()).isEqualTo(3);
    assertThat(repairs()).isZero();

    nodes.away.clear();
    db.run("UPDATE node SET lost_since = NULL");
    db.ping(NODE_B);
    leaving().step();
    assertThat(db.number("SELECT count(*) AS n FROM walk")).isZero();
    new CopyCounts(db.database(), 2, Duration.ZERO, Duration.ofHours(1)).step();
    repair.step();
    assertThat(sound()).isEqualTo(2);
    assertThat(repairs()).isZero();
  }

  @Test
  void emptiesANodeThatIsDrained() {
    uploadTo(NODE_A, NODE_B);
    db.run("UPDATE node SET draining = true WHERE id = ?", NODE_A);
    assertThat(leaving().step()).isEqualTo(1);
    repair.step();
    assertThat(nodes.copies).containsExactly(NODE_C);
    assertThat(condemned(NODE_A)).isEqualTo(1);
    assertThat(sound()).isEqualTo(2);
    assertThat(repairs()).isZero();
  }

  @Test
  void ofARetiredNodeNoCopyStaysNamed() {
    uploadTo(NODE_A, NODE_B);
    db.run("UPDATE node SET retired = clock_timestamp() WHERE id = ?", NODE_A);
    assertThat(names.forgetRetired()).isEqualTo(1);
    assertThat(names.forgetRetired()).isZero();
    assertThat(db.number("SELECT count(*) AS n FROM replica")).isEqualTo(1);
    assertThat(db.number("SELECT count(*) AS n FROM chunk WHERE suspect_since IS NULL"))
        .isEqualTo(1);
    db.run("UPDATE node SET retired = clock_timestamp()");
    names.forgetRetired();
    assertThat(db.number("SELECT count(*) AS n FROM chunk WHERE suspect_since IS NOT NULL"))
        .isEqualTo(1);
  }

  @Test
  void aDrainedNodeKeepsWhatNoOtherCanTake() {
    uploadTo(NODE_A, NODE_B);
    db.run("UPDATE node SET draining = true WHERE id = ?", NODE_A);
    nodes.away.add(NODE_C);
    leaving().step();
    repair.step();
    assertThat(condemned(NODE_A)).isZero();
    assertThat(repairs()).isEqualTo(1);
  }

  @Test
  void repairsManyAtOnceAndGivesBackThoseThatFail() {
    List<PlacedChunk> chunks = new ArrayList<>();
    LeaseId lease = ledger.open();
    for (int i = 0; i < 100; i++) {
      CopyAt copy = new CopyAt(NODE_A, nodes.put(NODE_A, bytes("many " + i)).generation());
      chunks.add(placed("many " + i, copy));
    }
    ledger.commit(lease, List.of(file("many", chunks.toArray(PlacedChunk[]::new))));
    ledger.close(lease);
    nodes.lose(NODE_A, chunk("many 7").id());
    assertThat(repair.step()).isEqualTo(RepairMessage.MOST_CHUNKS);
    assertThat(repair.step()).isEqualTo(100 - RepairMessage.MOST_CHUNKS);
    assertThat(replicas()).isEqualTo(199);
    assertThat(repairs()).isEqualTo(1);
    assertThat(repair.step()).isZero();
    noLeaseIsLeft();
  }

  @Test
  void repairsTheMostEndangeredFirst() {
    uploadTo(NODE_A);
    db.run("INSERT INTO chunk (id, size) VALUES (sha256('y'), 1), (sha256('z'), 1)");
    db.run(
        "INSERT INTO repair (chunk_id, sound, next_try) VALUES"
            + " (sha256('y'), 0, now() - interval '1 second'),"
            + " (sha256('z'), 0, now() + interval '1 hour')");
    Duration hold = Duration.ofMinutes(1);
    assertThat(table.claimUrgent(1, hold))
        .extracting(RepairTable.Claim::chunk)
        .doesNotContain(X)
        .hasSize(1);
    assertThat(table.claimUrgent(5, hold)).extracting(RepairTable.Claim::chunk).containsExactly(X);
    assertThat(table.claimUrgent(5, hold)).isEmpty();
  }

  private long sound() {
    return db.number("SELECT count(*) AS n FROM replica WHERE NOT condemned AND bad_since IS NULL");
  }

  private long condemned(NodeId node) {
    return db.number("SELECT count(*) AS n FROM replica WHERE condemned AND node_id = ?", node);
  }

  private void rot(NodeId node, int offset) {
    nodes.damage(node, X, offset);
    assertThat(names.rotten(node, List.of(X))).containsExactly(X);
  }

  @Test
  void makesASoundCopyBeforeARottenOneLosesItsName() {
    uploadTo(NODE_A, NODE_B);
    rot(NODE_A, 0);
    assertThat(replicas()).isEqualTo(2);
    assertThat(sound()).isEqualTo(1);
    assertThat(repair.step()).isEqualTo(1);
    assertThat(nodes.copies).containsExactly(NODE_C);
    assertThat(sound()).isEqualTo(2);
    assertThat(condemned(NODE_A)).isEqualTo(1);
    assertThat(repairs()).isZero();
    noLeaseIsLeft();
  }

  @Test
  void actsOnAReportOfRotOnce() {
    uploadTo(NODE_A, NODE_B);
    rot(NODE_A, 0);
    db.run("DELETE FROM repair");
    assertThat(names.rotten(NODE_A, List.of(X))).isEmpty();
    assertThat(repairs()).isZero();
    assertThat(names.rotten(NODE_A, List.of(chunk("unknown").id()))).isEmpty();
  }

  @Test
  void replacesARottenCopyInItsPlaceWhenThereIsNoOtherNode() {
    nodes.away.add(NODE_C);
    uploadTo(NODE_A, NODE_B);
    rot(NODE_A, 0);
    repair.step();
    assertThat(nodes.copies).containsExactly(NODE_A);
    assertThat(sound()).isEqualTo(2);
    assertThat(repairs()).isZero();
  }

  @Test
  void keepsABadCopyWhileTooFewSoundOnesAreOnActiveNodes() {
    uploadTo(NODE_A, NODE_B, NODE_C);
    rot(NODE_A, 0);
    db.run("UPDATE node SET last_ping = '-infinity' WHERE id = ?", NODE_B);
    repair.step();
    assertThat(condemned(NODE_A)).isZero();
    assertThat(repairs()).isEqualTo(1);
    db.ping(NODE_B);
    db.run("UPDATE repair SET next_try = clock_timestamp()");
    repair.step();
    assertThat(condemned(NODE_A)).isEqualTo(1);
    assertThat(repairs()).isZero();
  }

  /** Some 3 MiB, with a bad block in each of two copies and no sound copy. */
  private ChunkId uploadWithTwoBadCopies(int firstBad, int secondBad) {
    byte[] bytes = new byte[3 << 20];
    new Random(1).nextBytes(bytes);
    ChunkRef big = new ChunkRef(new ChunkId(Sha256.of(bytes)), bytes.length);
    LeaseId lease = ledger.open();
    List<CopyAt> copies =
        List.of(
            new CopyAt(NODE_A, nodes.put(NODE_A, bytes).generation()),
            new CopyAt(NODE_B, nodes.put(NODE_B, bytes).generation()));
    ledger.commit(lease, List.of(file("f", new PlacedChunk(big, copies))));
    ledger.close(lease);
    nodes.damage(NODE_A, big.id(), firstBad * BlockChecksums.BLOCK_BYTES + 5);
    nodes.damage(NODE_B, big.id(), secondBad * BlockChecksums.BLOCK_BYTES + 5);
    names.rotten(NODE_A, List.of(big.id()));
    names.rotten(NODE_B, List.of(big.id()));
    return big.id();
  }

  private void readable(NodeId node, ChunkId chunk) throws IOException {
    nodes.at(node).read(chunk, ByteRange.all(3 << 20), bytes -> {});
  }

  @Test
  void healsAChunkOfWhichEveryCopyIsBadSomewhereElse() throws IOException {
    ChunkId chunk = uploadWithTwoBadCopies(1, 38);
    assertThat(sound()).isZero();
    repair.step();
    assertThat(nodes.copies).containsExactly(NODE_C, NODE_A);
    assertThat(sound()).isEqualTo(2);
    assertThat(repairs()).isZero();
    readable(NODE_C, chunk);
    NodeId other = condemned(NODE_A) == 1 ? NODE_B : NODE_A;
    readable(other, chunk);
  }

  @Test
  void healsItOnTheTwoNodesThatThereAre() throws IOException {
    nodes.away.add(NODE_C);
    ChunkId chunk = uploadWithTwoBadCopies(1, 38);
    repair.step();
    assertThat(sound()).isEqualTo(2);
    readable(NODE_A, chunk);
    readable(NODE_B, chunk);
  }

  @Test
  void leavesTheNamesAndBytesOfAChunkThatCannotBeHealed() {
    uploadWithTwoBadCopies(7, 7);
    repair.step();
    repair.step();
    assertThat(replicas()).isEqualTo(2);
    assertThat(sound()).isZero();
    assertThat(db.number("SELECT count(*) AS n FROM repair WHERE last_error IS NOT NULL"))
        .isEqualTo(1);
    noLeaseIsLeft();
  }

  @Test
  void hasANodeKeepACopyThatIsOlderThanItsRowThoughItIsTheOnlyOne() {
    uploadTo(NODE_A);
    nodes.away.add(NODE_B);
    nodes.away.add(NODE_C);
    db.run("UPDATE replica SET generation = 70");
    assertThat(names.lost(NODE_A, X, new Generation(70))).isTrue();
    repair.step();
    assertThat(sound()).isEqualTo(1);
    assertThat(db.number("SELECT generation AS n FROM replica"))
        .isEqualTo(nodes.find(NODE_A, X).orElseThrow().generation().value());
  }

  @Test
  void trimsSoundCopiesBeyondWhatIsWanted() {
    uploadTo(NODE_A, NODE_B, NODE_C);
    CopyCounts counts = new CopyCounts(db.database(), 2, Duration.ZERO, Duration.ofHours(1));
    assertThat(repairs()).isZero();
    assertThat(counts.step()).isEqualTo(1);
    assertThat(counts.step()).isZero();
    repair.step();
    assertThat(sound()).isEqualTo(2);
    assertThat(replicas()).isEqualTo(2);
    assertThat(repairs()).isZero();
  }

  @Test
  void trimsNothingThatActiveNodesNeed() {
    uploadTo(NODE_A, NODE_B, NODE_C);
    db.run("UPDATE node SET draining = true WHERE id = ?", NODE_B);
    db.run("UPDATE node SET last_ping = '-infinity' WHERE id = ?", NODE_C);
    new CopyCounts(db.database(), 2, Duration.ZERO, Duration.ofHours(1)).step();
    repair.step();
    assertThat(replicas()).isEqualTo(3);
    assertThat(repairs()).isZero();
  }

  @Test
  void findsChunksWithTooFewCopiesThatNobodyAskedToRepair() {
    uploadTo(NODE_A);
    db.run("DELETE FROM repair");
    CopyCounts counts = new CopyCounts(db.database(), 2, Duration.ZERO, Duration.ZERO);
    counts.step();
    repair.step();
    assertThat(sound()).isEqualTo(2);
    counts.step();
    assertThat(repairs()).isZero();
  }

  @Test
  void doesNotForgetARepairThatWasAskedForWhileOneEnds() {
    uploadTo(NODE_A);
    List<RepairTable.Claim> claims = table.claim(List.of(X), Duration.ofMinutes(1));
    uploadTo(NODE_A);
    assertThat(claims).hasSize(1);
    table.finish(claims);
    assertThat(repairs()).isEqualTo(1);
  }
}
