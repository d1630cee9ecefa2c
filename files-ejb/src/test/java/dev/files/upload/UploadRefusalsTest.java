package dev.files.upload;

import static dev.files.upload.UploadBench.MIB;
import static dev.files.upload.UploadBench.channel;
import static dev.files.upload.UploadBench.layout;
import static dev.files.upload.UploadBench.random;
import static dev.files.upload.UploadBench.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.RecordedFile;
import dev.files.metadata.UploadLedger;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients do wrong, and what is left of it: nothing. */
@Timeout(60)
class UploadRefusalsTest {
  private final UploadBench bench = new UploadBench(3, 2, 2);

  @AfterEach
  void close() {
    assertThat(bench.pool.taken()).isZero();
    bench.awaitNoLease();
    bench.close();
  }

  @Test
  void partsAreNoLargerThanAChunkMayBe() {
    LayoutChoice five = new LayoutChoice(Layout.EQUAL, 5);
    long most = 5 * (5L << 30);
    assertThat(Cuts.of(five, OptionalLong.of(most - 1), 1L << 50, 5L << 30).length(0))
        .isEqualTo(5L << 30);
    assertThatThrownBy(() -> Cuts.of(five, OptionalLong.of(most + 1), 1L << 50, 5L << 30))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_LARGE));
  }

  @ParameterizedTest
  @CsvSource({
    "FIXED, 0", "FIXED, 1", "FIXED, 4194304", "FIXED, 9000000", "FIXED, 60000000",
    "WHOLE, 0", "WHOLE, 1", "WHOLE, 8388608", "WHOLE, 30000000", "EQUAL, 60000000"
  })
  void recordsNothingWhenTheClientIsGone(Layout layout, long after) {
    IOException gone = new IOException("connection reset by peer");
    try (UploadSession session = bench.begin()) {
      assertThatThrownBy(
              () ->
                  UploadBench.add(
                      session,
                      spec(layout(layout), OptionalLong.of(70_000_000)),
                      new BrokenChannel(after, gone)))
          .isSameAs(gone);
    }
    assertThat(bench.ledger.files).isEmpty();
    bench.awaitNoLease();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5 * MIB})
  void refusesAHashThatDoesNotMatch(int size) {
    assertRefused(
        ProblemType.MISMATCH,
        spec(LayoutChoice.DEFAULT, OptionalLong.empty(), Sha256.of(random(7))),
        channel(random(size)));
  }

  @Test
  void takesHashesThatMatch() throws IOException {
    byte[] bytes = random(5 * MIB);
    Sha256 hash = Sha256.of(bytes);
    try (UploadSession session = bench.begin()) {
      UploadBench.add(
          session, spec(LayoutChoice.DEFAULT, OptionalLong.empty(), hash, hash), channel(bytes));
      assertThat(session.commit()).hasSize(1);
      assertThat(session.copies()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FIXED, 10, 9",
    "FIXED, 10, 11",
    "FIXED, 0, 1",
    "FIXED, 1, 0",
    "FIXED, 4194304, 4194305",
    "WHOLE, 10000000, 9999999",
    "WHOLE, 10000000, 10000001",
    "EQUAL, 5242880, 5242881",
    "EQUAL, 5242880, 5242879"
  })
  void refusesAnotherSizeThanAnnounced(Layout layout, long announced, int size) {
    assertRefused(
        ProblemType.MISMATCH,
        spec(layout(layout), OptionalLong.of(announced)),
        channel(random(size)));
  }

  @Test
  void refusesEqualPartsOfAnUnknownSizeBeforeTheFirstByte() {
    assertRefused(
        ProblemType.LENGTH_REQUIRED,
        spec(layout(Layout.EQUAL), OptionalLong.empty()),
        new BrokenChannel(0, new IOException("read although refused")));
  }

  @Test
  void refusesWhatIsAnnouncedTooLargeBeforeTheFirstByte() {
    BrokenChannel unread = new BrokenChannel(0, new IOException("read although refused"));
    assertRefused(
        ProblemType.TOO_LARGE,
        spec(LayoutChoice.DEFAULT, OptionalLong.of(UploadBench.LIMIT + 1)),
        unread);
    assertRefused(
        ProblemType.TOO_LARGE,
        spec(layout(Layout.WHOLE), OptionalLong.of(UploadBench.WHOLE_LIMIT + 1)),
        unread);
  }

  @Test
  void refusesWhatTurnsOutTooLargeAtTheFirstByteBeyond() {
    IOException beyond = new IOException("read on although too large");
    assertRefused(
        ProblemType.TOO_LARGE,
        spec(LayoutChoice.DEFAULT, OptionalLong.empty()),
        new BrokenChannel(UploadBench.LIMIT + 1, beyond));
    assertRefused(
        ProblemType.TOO_LARGE,
        spec(layout(Layout.WHOLE), OptionalLong.empty()),
        new BrokenChannel(UploadBench.WHOLE_LIMIT + 1, beyond));
  }

  @Test
  void takesExactlyTheLimit() throws IOException {
    assertThat(bench.upload(layout(Layout.WHOLE), new byte[(int) UploadBench.WHOLE_LIMIT]))
        .isNotNull();
  }

  @Test
  void recordsAllFilesOfASessionInOrder() throws IOException {
    try (UploadSession session = bench.begin()) {
      for (int size : List.of(3, 0, 9 * MIB, 1)) {
        UploadBench.add(
            session, spec(LayoutChoice.DEFAULT, OptionalLong.empty()), channel(random(size)));
      }
      List<RecordedFile> recorded = session.commit();
      assertThat(recorded.stream().map(r -> r.file().size())).containsExactly(3L, 0L, 9L * MIB, 1L);
    }
    assertThat(bench.ledger.opened).hasValue(1);
  }

  @Test
  void recordsNoFileOfASessionThatIsClosedBefore() throws IOException {
    try (UploadSession session = bench.begin()) {
      UploadBench.add(
          session, spec(LayoutChoice.DEFAULT, OptionalLong.empty()), channel(random(9 * MIB)));
    }
    assertThat(bench.ledger.files).isEmpty();
    bench.awaitNoLease();
  }

  @Test
  void keepsItsLeaseWhileTheClientIsSilent() throws IOException {
    ReadableByteChannel silent =
        new PausingChannel(
            random(MIB),
            () -> {
              for (int i = 0; i < 4; i++) {
                int before = bench.ledger.renewed.get();
                bench.pass(UploadLedger.RENEW_EVERY.plus(Duration.ofSeconds(1)));
                while (bench.ledger.renewed.get() == before) {
                  bench.pass(Duration.ZERO);
                }
              }
            });
    try (UploadSession session = bench.begin()) {
      UploadBench.add(session, spec(LayoutChoice.DEFAULT, OptionalLong.empty()), silent);
      assertThat(session.commit()).hasSize(1);
    }
    assertThat(bench.ledger.renewed.get()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void endsWhenTheLeaseIsLost() {
    ReadableByteChannel losing =
        new PausingChannel(
            random(MIB),
            () -> {
              bench.ledger.open.clear();
              bench.pass(UploadLedger.RENEW_EVERY.plus(Duration.ofSeconds(1)));
              while (bench.ledger.renewed.get() == 0) {
                Thread.onSpinWait();
              }
            });
    try (UploadSession session = bench.begin()) {
      assertThatThrownBy(
              () -> {
                UploadBench.add(session, spec(LayoutChoice.DEFAULT, OptionalLong.empty()), losing);
                session.commit();
              })
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }
    assertThat(bench.ledger.files).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "x, 5, layout, x",
    "fixed, 4, parts, 4",
    "EQUAL, 5, layout, EQUAL",
    ", seven, parts, seven"
  })
  void namesFieldAndValueThatAreNotKnown(String layout, String parts, String field, String value) {
    assertThatThrownBy(
            () -> LayoutChoice.parse(Optional.ofNullable(layout), Optional.ofNullable(parts)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_VALUE))
        .hasMessageContaining(field)
        .hasMessageContaining(value);
  }

  private void assertRefused(ProblemType type, UploadSpec spec, ReadableByteChannel bytes) {
    try (UploadSession session = bench.begin()) {
      assertThatThrownBy(() -> UploadBench.add(session, spec, bytes))
          .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
    }
    assertThat(bench.ledger.files).isEmpty();
  }
}
