package dev.files.upload;

import static dev.files.upload.UploadBench.MIB;
import static dev.files.upload.UploadBench.layout;
import static dev.files.upload.UploadBench.random;
import static dev.files.upload.UploadBench.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.NewFile;
import dev.files.placement.Candidate;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.transfer.FakeNode;
import dev.files.transfer.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that fail, hang, are busy or full, in every layout that takes another path. */
@Timeout(60)
class UploadFaultsTest {
  private static final int SIZE = 20 * MIB;

  private Optional<UploadBench> open = Optional.empty();

  private UploadBench bench(int nodes, int replicas, int quorum) {
    UploadBench bench = new UploadBench(nodes, replicas, quorum);
    open = Optional.of(bench);
    return bench;
  }

  @AfterEach
  void close() {
    open.ifPresent(UploadBench::close);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, FIXED", "3, 2, 1, FIXED", "3, 2, 2, FIXED", "4, 3, 2, FIXED", "1, 2, 1, FIXED",
    "1, 1, 1, WHOLE", "3, 2, 1, WHOLE", "3, 2, 2, WHOLE", "4, 3, 2, WHOLE", "1, 2, 1, WHOLE"
  })
  void reachesAsManyCopiesAsThereAreNodesFor(int nodes, int replicas, int quorum, Layout layout)
      throws IOException {
    UploadBench bench = bench(nodes, replicas, quorum);
    byte[] bytes = random(SIZE);
    NewFile file = bench.upload(layout(layout), bytes);
    assertThat(file.content().chunks())
        .allMatch(placed -> placed.copies().size() == Math.min(nodes, replicas));
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertNothingIsLeft(bench);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void replacesANodeThatIsDown(Layout layout) throws IOException {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.get(0).down = true;
    assertSucceeds(bench, layout);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void replacesANodeThatBreaksInMidChunk(Layout layout) throws IOException {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.get(1).storeBreaksAfter = MIB;
    assertSucceeds(bench, layout);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void replacesANodeThatIsFull(Layout layout) throws IOException {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.get(0).full = true;
    assertSucceeds(bench, layout);
    assertThat(bench.nodes.get(0).stores).hasPositiveValue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void waitsForNodesThatAreAllBusy(Layout layout) throws IOException {
    UploadBench bench = bench(2, 2, 2);
    bench.nodes.nodes.forEach(node -> node.busy.set(30));
    bench.letTimeFly();
    assertSucceeds(bench, layout);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void replacesANodeThatHangs(Layout layout) throws IOException {
    UploadBench bench = bench(3, 2, 2);
    FakeNode hanging = bench.nodes.get(0);
    hanging.hangAfter(128 * 1024);
    bench.letTimeFly();
    byte[] bytes = random(SIZE);
    NewFile file = bench.upload(layout(layout), bytes);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertThat(bench.pool.taken()).isZero();
    assertThat(file.content().chunks())
        .allMatch(placed -> placed.copies().size() >= 2)
        .allMatch(
            placed -> placed.copies().stream().noneMatch(c -> c.node().equals(hanging.view.id())));
  }

  @Test
  void asksAnotherNodeAsSoonAsOneTakesMuchLongerThanItsLike() throws Exception {
    UploadBench bench = bench(3, 2, 2);
    for (int i = 0; i < 50; i++) {
      bench.upload(layout(Layout.FIXED), random(1000 + i));
    }
    FakeNode late = bench.nodes.get(0);
    for (int i = 0; i < 1000 && !isPassedOver(bench, late); i++) {
      late.hangAfter(0);
      byte[] bytes = random(2000 + i);
      CompletableFuture<NewFile> upload =
          CompletableFuture.supplyAsync(() -> uploadUnchecked(bench, bytes));
      while (late.hanging.getCount() > 0 && !upload.isDone()) {
        Thread.onSpinWait();
      }
      bench.pass(Duration.ofMillis(250));
      assertThat(upload.get().content().chunks().get(0).copies())
          .hasSize(2)
          .noneMatch(copy -> copy.node().equals(late.view.id()));
      late.goOn.countDown();
      awaitNoCall(bench);
    }
    assertThat(bench.calls.hedges(Work.WRITE)).isEqualTo(3);
    int before = late.stores.get();
    for (int i = 0; i < 10; i++) {
      bench.upload(layout(Layout.FIXED), random(5000 + i));
    }
    assertThat(late.stores).hasValue(before);
  }

  private static void awaitNoCall(UploadBench bench) {
    while (!bench.calls.openCalls().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static boolean isPassedOver(UploadBench bench, FakeNode node) {
    return bench.calls.candidate(node.view).suspect();
  }

  private static NewFile uploadUnchecked(UploadBench bench, byte[] bytes) {
    try {
      return bench.upload(layout(Layout.FIXED), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void aClientThatGoesAwayMakesNoNodeSuspect(Layout layout) throws Exception {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.nodes.forEach(node -> node.hangAfter(128 * 1024));
    try (UploadSession session = bench.begin()) {
      UploadBench.send(
          session.begin(spec(layout(layout), OptionalLong.of(SIZE))),
          // A whole chunk where chunks are held, else what fits on the way to the nodes.
          random(layout == Layout.FIXED ? 5 * MIB : MIB));
      while (bench.nodes.nodes.stream().filter(node -> node.hanging.getCount() == 0).count() < 2) {
        Thread.onSpinWait();
      }
    }
    bench.nodes.nodes.forEach(node -> node.goOn.countDown());
    awaitNoCall(bench);
    assertThat(bench.calls.candidates()).noneMatch(Candidate::suspect);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void goesOnWithTheQuorumWhenAStragglerHangs(Layout layout) throws IOException {
    UploadBench bench = bench(2, 2, 1);
    bench.nodes.get(0).hangAfter(128 * 1024);
    bench.letTimeFly();
    byte[] bytes = random(SIZE);
    NewFile file = bench.upload(layout(layout), bytes);
    assertThat(file.content().chunks()).allMatch(placed -> placed.copies().size() == 1);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertThat(bench.pool.taken()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void refusesWhenTheQuorumCannotBeReached(Layout layout) {
    UploadBench bench = bench(2, 2, 2);
    bench.nodes.get(1).down = true;
    bench.letTimeFly();
    assertUnavailable(bench, layout);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void refusesWhenEveryNodeIsFull(Layout layout) {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.nodes.forEach(node -> node.full = true);
    assertUnavailable(bench, layout);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void refusesWhenNodesStayBusyBeyondTheDeadline(Layout layout) {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.nodes.forEach(node -> node.busy.set(Integer.MAX_VALUE));
    bench.letTimeFly();
    assertUnavailable(bench, layout);
  }

  @Test
  void refusesBeforeTheFirstByteWhenTooFewNodesAreActive() {
    UploadBench bench = bench(1, 2, 2);
    try (UploadSession session = bench.begin()) {
      assertThatThrownBy(
              () ->
                  UploadBench.add(
                      session,
                      spec(LayoutChoice.DEFAULT, OptionalLong.empty()),
                      new BrokenChannel(0, new IOException("read although refused"))))
          .isInstanceOf(FilesException.class);
    }
    assertThat(bench.ledger.opened).hasValue(0);
  }

  @Test
  void makesALostCopyOfAStreamFromTheOneThatFinished() throws IOException {
    UploadBench bench = bench(2, 2, 2);
    FakeNode breaking = bench.nodes.get(0);
    breaking.storeBreaksAfter = 12L * MIB;
    byte[] bytes = random(60 * MIB);
    NewFile file = bench.upload(layout(Layout.WHOLE), bytes);
    assertThat(file.content().chunks().get(0).copies()).hasSize(2);
    assertThat(bench.nodes.copies).hasValue(1);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertNothingIsLeft(bench);
  }

  @Test
  void refusesWhenAllTargetsOfAStreamAreLost() {
    UploadBench bench = bench(2, 2, 2);
    bench.nodes.nodes.forEach(node -> node.storeBreaksAfter = 12L * MIB);
    assertThatThrownBy(() -> bench.upload(layout(Layout.WHOLE), random(60 * MIB)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertThat(bench.ledger.files).isEmpty();
    assertNothingIsLeft(bench);
  }

  @ParameterizedTest
  @EnumSource(
      value = Layout.class,
      names = {"FIXED", "WHOLE"})
  void doesNotTrustANodeThatAnswersForAnotherChunk(Layout layout) throws IOException {
    UploadBench bench = bench(3, 2, 2);
    bench.nodes.get(0).wrongId = true;
    byte[] bytes = random(SIZE);
    NewFile file = bench.upload(layout(layout), bytes);
    assertThat(file.content().chunks().get(0).copies())
        .hasSize(2)
        .noneMatch(copy -> copy.node().equals(bench.nodes.get(0).view.id()));
  }

  private static void assertSucceeds(UploadBench bench, Layout layout) throws IOException {
    byte[] bytes = random(SIZE);
    NewFile file = bench.upload(layout(layout), bytes);
    assertThat(file.content().chunks()).allMatch(placed -> placed.copies().size() == 2);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertNothingIsLeft(bench);
  }

  private static void assertUnavailable(UploadBench bench, Layout layout) {
    assertThatThrownBy(() -> bench.upload(layout(layout), random(SIZE)))
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
              assertThat(e.retryAfter()).isPresent();
            });
    assertThat(bench.ledger.files).isEmpty();
    bench.awaitNoLease();
    assertNothingIsLeft(bench);
  }

  private static void assertNothingIsLeft(UploadBench bench) {
    assertThat(bench.pool.taken()).isZero();
    bench.awaitNoLease();
  }
}
