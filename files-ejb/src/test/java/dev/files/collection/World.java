package dev.files.collection;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.bytes;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.Database;
import dev.files.database.TestDatabase;
import dev.files.metadata.CopyAt;
import dev.files.metadata.CopyNames;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.metadata.PlacedChunk;
import dev.files.metadata.RecordedFile;
import dev.files.metadata.Samples;
import dev.files.metadata.SqlLedger;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.workers.Chore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A database, two nodes in memory, uploads in single steps, and the chores of collection. */
final class World {
  final TestDatabase db = TestDatabase.empty();
  final MemoryNodes nodes = new MemoryNodes(NODE_A, NODE_B);
  final Leases leases = new Leases(db.database(), "test");
  final SqlLedger ledger = ledger(db.database());
  final CopyNames names = names(db.database());

  World() {
    db.ping(NODE_A, NODE_B);
    pingsAllTheTime();
  }

  /** What becomes due is due before the next ping, so that no test waits for one. */
  void pingsAllTheTime() {
    db.run("UPDATE node SET last_ping = last_ping + interval '1 hour'");
  }

  CopyNames names(Database database) {
    return new CopyNames(database, 2, Duration.ofSeconds(15));
  }

  SqlLedger ledger(Database database) {
    return new SqlLedger(database, leases, 2, chunks -> {}, new SecureRandom());
  }

  /** An upload that has its lease and may have stored chunks. */
  final class Upload {
    private final LeaseId lease = ledger.open();
    private PlacedChunk[] placed = {};

    /** Stores each text as a chunk on both nodes. */
    Upload store(String... texts) {
      placed =
          Arrays.stream(texts)
              .map(
                  text ->
                      Samples.placed(
                          text,
                          new CopyAt(NODE_A, nodes.put(NODE_A, bytes(text)).generation()),
                          new CopyAt(NODE_B, nodes.put(NODE_B, bytes(text)).generation())))
              .toArray(PlacedChunk[]::new);
      return this;
    }

    RecordedFile commit() {
      return commit(ledger);
    }

    RecordedFile commit(SqlLedger through) {
      RecordedFile file = through.commit(lease, List.of(Samples.file("file", placed))).get(0);
      ledger.close(lease);
      return file;
    }

    void abandon() {
      ledger.close(lease);
    }
  }

  Upload upload() {
    return new Upload();
  }

  void delete(RecordedFile file) {
    db.run(
        "WITH gone AS (DELETE FROM file WHERE id = ? RETURNING content_id) UPDATE content SET"
            + " suspect_since = clock_timestamp() FROM gone WHERE id = gone.content_id",
        file.file().id());
  }

  /** What removes names and bytes, in the order of the chain. */
  List<Chore> chain() {
    return chain(db.database());
  }

  List<Chore> chain(Database database) {
    return List.of(
        new UnusedContents(database, Duration.ZERO),
        new UnusedChunks(database, Duration.ZERO),
        new CondemnedCopies(database, nodes, nodes.calls(), Duration.ZERO),
        new Inventories(
            new InventoryTable(database),
            names(database),
            nodes,
            nodes.calls(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO),
        new OrphanCopies(database, nodes, nodes.calls(), Duration.ZERO));
  }

  /** Runs so many steps of the chain, round and round. */
  void run(int steps) {
    List<Chore> chain = chain();
    for (int i = 0; i < steps; i++) {
      chain.get(i % chain.size()).step();
    }
  }

  /** Three rounds of the whole chain do all there is to do, for one small content. */
  static final int STEPS = 5 * 3;

  /** What begins the chain, and all of it. */
  void runAll() {
    new LapsedLeases(leases, Duration.ZERO).step();
    new ExpiredFiles(db.database(), Duration.ZERO).step();
    run(STEPS);
  }

  /** Every name that readers may use has its bytes, at least as new as the name says. */
  void assertNamesHaveBytes() {
    record Name(ChunkId chunk, NodeId node, Generation generation) {}

    List<Name> names =
        db.database()
            .single(
                sql ->
                    sql.list(
                        "SELECT chunk_id, node_id, generation FROM replica WHERE NOT condemned"
                            + " AND bad_since IS NULL",
                        row ->
                            new Name(
                                row.chunk("chunk_id"),
                                row.node("node_id"),
                                row.generation("generation"))));
    for (Name name : names) {
      Optional<ChunkInfo> copy = nodes.find(name.node(), name.chunk());
      assertThat(copy).as("the bytes of %s", name).isPresent();
      assertThat(copy.orElseThrow().generation()).isGreaterThanOrEqualTo(name.generation());
    }
    assertNoRowNamesWhatIsNotThere();
  }

  /** What foreign keys would see to. */
  private void assertNoRowNamesWhatIsNotThere() {
    for (String dangling :
        List.of(
            "replica r WHERE NOT EXISTS (SELECT FROM chunk k WHERE k.id = r.chunk_id)",
            "content_chunk p WHERE NOT EXISTS (SELECT FROM chunk k WHERE k.id = p.chunk_id)",
            "content_chunk p WHERE NOT EXISTS (SELECT FROM content c WHERE c.id = p.content_id)")) {
      assertThat(db.number("SELECT count(*) AS n FROM " + dangling)).as(dangling).isZero();
    }
  }

  /** The file is whole: lines, chunks, and two replicas of each. */
  void assertReadable(RecordedFile file, int chunks) {
    assertNamesHaveBytes();
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM file f JOIN content c ON c.id = f.content_id JOIN"
                    + " content_chunk p ON p.content_id = c.id JOIN chunk k ON k.id = p.chunk_id"
                    + " JOIN replica r ON r.chunk_id = k.id WHERE f.id = ? AND c.root IS NOT NULL"
                    + " AND NOT r.condemned",
                file.file().id()))
        .isEqualTo(2L * chunks);
  }

  boolean stored(NodeId node, String text) {
    return nodes.find(node, chunk(text).id()).isPresent();
  }

  void assertNothingLeft() {
    for (String table :
        List.of("file", "content", "content_chunk", "chunk", "replica", "orphan", "write_lease")) {
      assertThat(db.number("SELECT count(*) AS n FROM " + table)).as(table).isZero();
    }
    assertThat(nodes.active())
        .allSatisfy(node -> assertThat(nodes.at(node.id()).list(Optional.empty(), 10)).isEmpty());
  }
}
