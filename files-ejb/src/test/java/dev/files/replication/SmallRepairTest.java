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
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.messages.CopyList;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of small chunks are made in few calls; what is wrong with one is no matter for others. */
class SmallRepairTest {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final int CHUNKS = CopyList.MOST_CHUNKS;

  private TestDatabase db;
  private MemoryNodes nodes;
  private SqlLedger ledger;
  private ReplicaRepair repair;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    nodes = new MemoryNodes(NODE_A, NODE_B, NODE_C);
    Leases leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, ids -> {}, new SecureRandom());
    db.ping(NODE_A, NODE_B, NODE_C);
    repair =
        new ReplicaRepair(
            new RepairTable(db.database()),
            leases,
            new CopyNames(db.database(), 2, Duration.ofSeconds(15)),
            nodes.calls(),
            new ReplicaCopies(nodes.calls(), new Placement(new Random(1)), THREADS),
            2,
            Duration.ZERO);
    LeaseId lease = ledger.open();
    PlacedChunk[] placed =
        IntStream.range(0, CHUNKS)
            .mapToObj(i -> placed("chunk " + i, new CopyAt(NODE_A, put(NODE_A, i))))
            .toArray(PlacedChunk[]::new);
    ledger.commit(lease, List.of(file("f", placed)));
    ledger.close(lease);
  }

  private Generation put(NodeId node, int chunk) {
    return nodes.put(node, bytes("chunk " + chunk)).generation();
  }

  private long named() {
    return db.number("SELECT count(*) AS n FROM replica WHERE NOT condemned AND bad_since IS NULL");
  }

  @Test
  void asksEachNodeOnceForAllOfItsCopies() {
    assertThat(repair.step()).isEqualTo(CHUNKS);
    assertThat(nodes.batches)
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(NODE_B, NODE_C);
    assertThat(nodes.batches.stream().mapToInt(Map.Entry::getValue).sum()).isEqualTo(CHUNKS);
    assertThat(nodes.copies).as("none of them was asked for alone as well").hasSize(CHUNKS);
    assertThat(named()).isEqualTo(2 * CHUNKS);
    assertThat(db.number("SELECT count(*) AS n FROM repair")).isZero();
  }

  @Test
  void asksANodeThatKnowsNothingOfManyForEachAlone() {
    nodes.copyMany = false;
    repair.step();
    assertThat(named()).isEqualTo(2 * CHUNKS);
  }

  @Test
  void staysCalmWhenANodeTellsOfAChunkTwice() {
    nodes.tellTwice = true;
    repair.step();
    assertThat(named()).isEqualTo(2 * CHUNKS);
  }

  @Test
  void copiesTheOthersWhenOneIsRotten() {
    ChunkId rotten = chunk("chunk 7").id();
    nodes.damage(NODE_A, rotten, 0);
    repair.step();
    assertThat(named()).isEqualTo(2 * CHUNKS - 1);
    assertThat(db.number("SELECT count(*) AS n FROM repair WHERE chunk_id = ?", rotten)).isOne();
    assertThat(nodes.find(NODE_B, rotten)).isEmpty();
    assertThat(nodes.find(NODE_C, rotten)).isEmpty();
  }

  @Test
  void recordsOnlyWhatTheNodesHave() {
    ChunkId lost = chunk("chunk 7").id();
    nodes.lose(NODE_A, lost);
    repair.step();
    assertThat(named()).isEqualTo(2 * CHUNKS - 1);
  }

  @Test
  void takesAnotherNodeWhenOneIsSilent() {
    nodes.silent.add(NODE_B);
    repair.step();
    assertThat(named()).isEqualTo(2 * CHUNKS);
    assertThat(db.number("SELECT count(*) AS n FROM replica WHERE node_id = ?", NODE_C))
        .isEqualTo(CHUNKS);
  }
}
