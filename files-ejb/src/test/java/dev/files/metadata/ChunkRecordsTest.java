package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static dev.files.metadata.Samples.chunk;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.database.TestEntities;
import dev.files.protocol.Generation;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkRecordsTest {
  private TestDatabase db;

  @BeforeEach
  void emptyDatabase() {
    db = TestDatabase.empty();
  }

  private FileView commit(NewFile file) {
    SqlLedger ledger =
        new SqlLedger(
            db.database(), new Leases(db.database(), "test"), 2, chunks -> {}, new SecureRandom());
    return ledger.commit(ledger.open(), List.of(file)).get(0).file();
  }

  private static Optional<ChunkView> find(String text) {
    return TestEntities.within(
        entities -> {
          ChunkRecords records = new ChunkRecords();
          records.entities = entities;
          return records.find(chunk(text).id());
        });
  }

  @Test
  void tellsWhereAChunkLiesAndWhoNeedsIt() {
    FileView file =
        commit(
            file(
                "many",
                placed("one", copy(NODE_B, 7), copy(NODE_A, 1)),
                placed("three", copy(NODE_A, 2), copy(NODE_C, 1)),
                placed("one", copy(NODE_A, 3), copy(NODE_B, 8))));
    Instant since = Instant.parse("2026-11-01T10:00:00Z");
    db.run("UPDATE replica SET bad_since = ? WHERE node_id = ?", since, NODE_A);
    db.run("UPDATE replica SET condemned = true, next_try = now() WHERE node_id = ?", NODE_B);

    ChunkView view = find("one").orElseThrow();

    assertThat(view.chunk()).isEqualTo(chunk("one"));
    assertThat(view.suspectSince()).isEmpty();
    assertThat(view.copies())
        .containsExactly(
            new ChunkView.Copy(NODE_A, new Generation(3), Optional.of(since), false),
            new ChunkView.Copy(NODE_B, new Generation(8), Optional.empty(), true));
    assertThat(view.uses())
        .containsExactly(
            new ChunkView.Use(Optional.of(file.root()), 0, 0, List.of(file.id())),
            new ChunkView.Use(Optional.of(file.root()), 2, 8, List.of(file.id())));
  }

  @Test
  void knowsNothingOfAChunkWithoutARow() {
    assertThat(find("nowhere")).isEmpty();
  }
}
