package dev.files.assembly;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static dev.files.metadata.Samples.bytes;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.collection.MemoryNodes;
import dev.files.database.TestDatabase;
import dev.files.metadata.Expiry;
import dev.files.metadata.FileView;
import dev.files.metadata.Leases;
import dev.files.metadata.SqlContentMap;
import dev.files.metadata.SqlLedger;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblyTest {
  private TestDatabase db;
  private MemoryNodes nodes;
  private SqlLedger ledger;
  private NodeAssembly assembly;
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    nodes = new MemoryNodes(NODE_A, NODE_B, NODE_C);
    ledger =
        new SqlLedger(
            db.database(), new Leases(db.database(), "test"), 2, chunks -> {}, new SecureRandom());
    assembly =
        new NodeAssembly(
            db.database(),
            ledger,
            nodes,
            nodes.calls(),
            new Placement(new Random(1)),
            executor,
            FrontSettings.from(new Settings(Map.of("FILES_MAX_FILE_BYTES", "1000"))),
            System::nanoTime);
  }

  private static AssemblyRequest.Part part(String text, long order) {
    ChunkRef chunk = chunk(text);
    return new AssemblyRequest.Part(chunk.id(), order, chunk.size());
  }

  private FileView assemble(Optional<Sha256> sha256, AssemblyRequest.Part... parts) {
    return assembly
        .assemble(new AssemblyRequest("f", "text/plain", Expiry.NEVER, sha256, List.of(parts)))
        .file();
  }

  private void refused(ProblemType type, String start, AssemblyRequest.Part... parts) {
    assertThatThrownBy(() -> assemble(Optional.empty(), parts))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).as(e.getMessage()).isEqualTo(type))
        .hasMessageStartingWith(start);
    assertThat(db.number("SELECT count(*) AS n FROM file")).isZero();
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
  }

  @Test
  void recordsWhatNodesKeepAndGivesItNewGenerations() {
    for (String text : List.of("one", "three")) {
      nodes.put(NODE_A, bytes(text));
      nodes.put(NODE_C, bytes(text));
    }
    FileView file = assemble(Optional.empty(), part("three", 1), part("one", 0));
    assertThat(file.size()).isEqualTo(8);
    assertThat(file.layout()).isEqualTo(Layout.LISTED);
    assertThat(new SqlContentMap(db.database()).chunksFrom(file.contentId(), 0, 9))
        .extracting(line -> line.chunk())
        .containsExactly(chunk("one"), chunk("three"));
    assertThat(db.number("SELECT min(generation) AS n FROM replica")).isGreaterThan(2);
    assertThat(file.sha256()).isEmpty();
  }

  @Test
  void readsTheBytesBackLaterWhenNobodyKnowsTheirHash() {
    for (String text : List.of("one", "three")) {
      nodes.put(NODE_A, bytes(text));
      nodes.put(NODE_B, bytes(text));
    }
    FileView file = assemble(Optional.empty(), part("one", 0), part("three", 1));
    nodes.silent.add(NODE_A);
    DigestFill fill =
        new DigestFill(
            db.database(),
            new SqlContentMap(db.database()),
            nodes,
            nodes.calls(),
            Duration.ZERO,
            System::nanoTime);
    assertThat(fill.step()).isEqualTo(1);
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM content WHERE id = ? AND sha256 = ?",
                file.contentId(),
                Sha256.of(bytes("onethree"))))
        .isEqualTo(1);
    assertThat(fill.step()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 100, 101, 200})
  void readsEachChunkOnceHoweverManyThereAre(int count) {
    AssemblyRequest.Part[] parts = new AssemblyRequest.Part[count];
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String text = "%03d".formatted(i);
      nodes.put(NODE_A, bytes(text));
      nodes.put(NODE_B, bytes(text));
      parts[i] = part(text, i);
      all.append(text);
    }
    FileView file = assemble(Optional.empty(), parts);
    SqlContentMap contents = new SqlContentMap(db.database());
    new DigestFill(db.database(), contents, nodes, nodes.calls(), Duration.ZERO, System::nanoTime)
        .step();
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM content WHERE id = ? AND sha256 = ?",
                file.contentId(),
                Sha256.of(bytes(all.toString()))))
        .isEqualTo(1);
    assertThat(contents.chunksFrom(file.contentId(), file.size() - 1, 9)).hasSize(1);
    assertThat(contents.chunksFrom(file.contentId(), file.size(), 9)).isEmpty();
  }

  @Test
  void checksTheHashThatTheCallerNames() {
    for (String text : List.of("one", "three")) {
      nodes.put(NODE_A, bytes(text));
      nodes.put(NODE_B, bytes(text));
    }
    Sha256 right = Sha256.of(bytes("onethree"));
    Sha256 wrong = Sha256.of(bytes("wrong"));
    assertThatThrownBy(() -> assemble(Optional.of(wrong), part("one", 0), part("three", 1)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.MISMATCH));
    assertThatThrownBy(() -> assemble(Optional.of(wrong), part("one", 0)))
        .isInstanceOf(FilesException.class);
    assertThat(assemble(Optional.of(right), part("one", 0), part("three", 1)).sha256())
        .contains(right);
    assertThat(assemble(Optional.empty(), part("one", 0)).sha256())
        .contains(chunk("one").id().hash());
  }

  @Test
  void copiesAChunkThatIsOnTooFewNodes() {
    nodes.put(NODE_A, bytes("one"));
    FileView file = assemble(Optional.empty(), part("one", 0));
    assertThat(file.size()).isEqualTo(3);
    assertThat(nodes.copies).hasSize(1).doesNotContain(NODE_A);
    assertThat(db.number("SELECT count(*) AS n FROM replica")).isEqualTo(2);
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
  }

  @Test
  void refusesAChunkThatCannotBeBroughtToEnoughNodes() {
    refused(ProblemType.MISMATCH, "Chunk " + chunk("one").id() + " is on 0 nodes", part("one", 0));
    nodes.put(NODE_A, bytes("one"));
    nodes.silent.add(NODE_B);
    nodes.silent.add(NODE_C);
    refused(ProblemType.UNAVAILABLE, "Chunk", part("one", 0));
    nodes.away.add(NODE_B);
    nodes.away.add(NODE_C);
    refused(ProblemType.UNAVAILABLE, "Too few nodes", part("one", 0));
  }

  @Test
  void refusesAListThatIsNoFile() {
    nodes.put(NODE_A, bytes("one"));
    nodes.put(NODE_B, bytes("one"));
    refused(ProblemType.INVALID_VALUE, "chunks.order", part("one", 1));
    refused(ProblemType.INVALID_VALUE, "chunks.order", part("one", 0), part("one", 0));
    refused(ProblemType.INVALID_VALUE, "chunks.order", part("one", -1));
    refused(
        ProblemType.INVALID_VALUE,
        "chunks.size",
        new AssemblyRequest.Part(chunk("one").id(), 0, -3));
    refused(ProblemType.MISMATCH, "chunks.size", new AssemblyRequest.Part(chunk("one").id(), 0, 4));
    refused(
        ProblemType.TOO_LARGE, "The file", new AssemblyRequest.Part(chunk("one").id(), 0, 1001));
  }

  @Test
  void tellsTheLayoutByTheSizes() {
    long fixed = 4L << 20;
    assertThat(layout(fixed, fixed, 5)).isEqualTo(Layout.FIXED);
    assertThat(layout(fixed)).isEqualTo(Layout.FIXED);
    assertThat(layout()).isEqualTo(Layout.FIXED);
    assertThat(layout(fixed + 1)).isEqualTo(Layout.WHOLE);
    assertThat(layout(5, fixed)).isEqualTo(Layout.LISTED);
  }

  private static Layout layout(long... sizes) {
    AssemblyRequest.Part[] parts = new AssemblyRequest.Part[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      parts[i] = new AssemblyRequest.Part(chunk("chunk " + i).id(), i, sizes[i]);
    }
    return AssemblyPlan.of(List.of(parts), Long.MAX_VALUE).layout();
  }
}
