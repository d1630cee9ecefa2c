package dev.files.figures;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeState;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountedFiguresTest {
  private static final NodeFill FILL = new NodeFill(NODE_A, NodeState.ACTIVE, 100, 10);

  private final AtomicLong nanos = new AtomicLong();
  private Optional<FilesException> failure = Optional.empty();
  private TestDatabase db;
  private FrontFigures figures;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    figures =
        new CountedFigures(
            db.database(),
            this::nodes,
            () -> false,
            () -> new OwnFigures(0, 0, 0, 0, 0, 0, db.database().calls()),
            nanos::get);
  }

  private List<NodeFill> nodes() {
    failure.ifPresent(
        e -> {
          throw e;
        });
    return List.of(FILL);
  }

  private void repair(String chunk, int sound) {
    db.run("INSERT INTO chunk (id, size) VALUES (?, 1)", chunk(chunk).id());
    db.run("INSERT INTO repair (chunk_id, sound) VALUES (?, ?)", chunk(chunk).id(), sound);
  }

  private void later(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void countRepairsBySoundCopiesAndFilesThatAreOverdue() {
    repair("a", 0);
    repair("b", 1);
    repair("c", 1);
    db.run(
        "INSERT INTO content (layout, size, chunk_count, suspect_since) VALUES (1, 0, 0, now())");
    for (int hours : List.of(-1, 1)) {
      db.run(
          "INSERT INTO file (id, token_hash, name, media_type, uploaded, expires, content_id)"
              + " SELECT rpad(?, 22, 'A'), decode(repeat('00', 32), 'hex'), 'n', 'a/b',"
              + " now() - interval '1 day', now() + ? * interval '1 hour', id FROM content",
          Integer.toString(hours),
          hours);
    }

    ClusterFigures now = figures.cluster();

    assertThat(now.known()).isTrue();
    assertThat(now.chunks()).isEqualTo(3);
    assertThat(now.repairs()).containsEntry(0, 1L).containsEntry(1, 2L).containsEntry(2, 0L);
    assertThat(now.expiredFiles()).isEqualTo(1);
    assertThat(now.nodes()).containsExactly(FILL);
  }

  @Test
  void manyChunksAreEstimated() {
    db.run(
        "INSERT INTO chunk (id, size) SELECT sha256(n::text::bytea), 1"
            + " FROM generate_series(1, ?) AS n",
        ClusterFigures.MOST + 500);

    assertThat(figures.cluster().chunks())
        .isBetween(ClusterFigures.MOST + 1L, ClusterFigures.MOST + 1000L);
    db.run("ANALYZE chunk");
    later(Duration.ofMinutes(1));
    assertThat(figures.cluster().chunks()).isEqualTo(ClusterFigures.MOST + 500L);
    db.run("DELETE FROM chunk");
    db.run("ANALYZE chunk");
  }

  @Test
  void askTheDatabaseSeldom() {
    figures.cluster();
    repair("a", 0);

    later(Duration.ofSeconds(ClusterFigures.FRESH_SECONDS).minusNanos(1));
    assertThat(figures.cluster().repairs()).containsEntry(0, 0L);
    later(Duration.ofNanos(1));
    assertThat(figures.cluster().repairs()).containsEntry(0, 1L);
  }

  @Test
  void areToldWhenTheDatabaseIsAwayAsNotKnown() {
    repair("a", 0);
    figures.cluster();
    failure = Optional.of(new FilesException(ProblemType.UNAVAILABLE, "away"));
    later(Duration.ofMinutes(1));

    ClusterFigures now = figures.cluster();

    assertThat(now.known()).isFalse();
    assertThat(now.repairs()).containsEntry(0, 1L);
  }
}
