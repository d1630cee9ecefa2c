package dev.files.upload;

import static dev.files.upload.UploadBench.MIB;
import static dev.files.upload.UploadBench.layout;
import static dev.files.upload.UploadBench.random;
import static dev.files.upload.UploadBench.send;
import static dev.files.upload.UploadBench.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.NewFile;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many uploads on little memory, some of whose clients stop in the midst of a chunk. */
@Timeout(120)
class UploadCrowdTest {
  private static final int FAST = 200;

  private final UploadBench bench = new UploadBench(3, 2, 2, 24L * MIB);
  private final List<UploadSession> sessions = new ArrayList<>();

  @AfterEach
  void close() {
    sessions.forEach(UploadSession::close);
    assertThat(bench.pool.taken()).isZero();
    bench.awaitNoLease();
    bench.close();
  }

  /** An upload of which only the beginning has come. */
  private Inflow begin(UploadSpec spec, int sent) throws IOException {
    return begin(spec, new byte[sent]);
  }

  private Inflow begin(UploadSpec spec, byte[] sent) throws IOException {
    UploadSession session = bench.begin();
    sessions.add(session);
    Inflow file = session.begin(spec);
    send(file, sent);
    return file;
  }

  private static UploadSpec fixed(int size) {
    return spec(LayoutChoice.DEFAULT, OptionalLong.of(size));
  }

  private static UploadSpec whole(int size) {
    return spec(layout(Layout.WHOLE), OptionalLong.of(size));
  }

  @Test
  void allFastClientsGetThroughWhateverTheSlowOnesHold() throws Exception {
    for (int i = 0; i < 600; i++) {
      begin(fixed(4 * MIB), 300_000);
    }
    bench.letTimePass(Duration.ofMillis(10));
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      List<Future<NewFile>> fast = new ArrayList<>();
      for (int i = 0; i < FAST; i++) {
        byte[] bytes = random(MIB + i);
        fast.add(clients.submit(() -> bench.upload(LayoutChoice.DEFAULT, bytes)));
      }
      for (Future<NewFile> each : fast) {
        each.get(100, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(bench.ledger.files).hasSize(FAST);
  }

  @Test
  void aClientThatComesBackFindsItsBytesWhereverTheyLay() throws Exception {
    byte[] all = random(20 * MIB);
    Inflow file = begin(fixed(all.length), Arrays.copyOf(all, 9 * MIB));
    for (int i = 0; i < 100; i++) {
      begin(fixed(4 * MIB), 3 * MIB);
    }
    send(file, Arrays.copyOfRange(all, 9 * MIB, all.length));
    file.end();
    sessions.get(0).commit();
    NewFile recorded = bench.ledger.files.get(0);
    assertThat(recorded.content().sha256()).contains(Sha256.of(all));
    assertThat(bench.readBack(recorded)).isEqualTo(all);
  }

  @Test
  void stalledStreamsLoseTheirPlacesToThoseWhoSend() throws Exception {
    for (int i = 0; i < UploadBench.LIMITS.streams(); i++) {
      begin(whole(60 * MIB), i * MIB);
    }
    bench.pass(StreamPlaces.STALLED.plusSeconds(1));
    byte[] bytes = random(20 * MIB);
    assertThat(bench.readBack(bench.upload(layout(Layout.WHOLE), bytes))).isEqualTo(bytes);
  }

  @Test
  void aStreamThatLostItsPlaceLetsItsNodesGoAndIsToldSo() throws Exception {
    Inflow stalled = begin(whole(60 * MIB), 3 * MIB);
    // Before time passes: nodes that were not called yet would be left for others.
    while (bench.calls.openCalls().size() < 2) {
      Thread.onSpinWait();
    }
    for (int i = 1; i < UploadBench.LIMITS.streams(); i++) {
      bench.pass(Duration.ofSeconds(1));
      begin(whole(60 * MIB), 0);
    }
    bench.pass(StreamPlaces.STALLED.minusSeconds(1));
    begin(whole(60 * MIB), 0);
    while (!bench.calls.openCalls().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(stalled::room)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
  }

  @Test
  void refusesAStreamWhileAllPlacesAreTakenByThoseWhoSend() throws Exception {
    for (int i = 0; i < UploadBench.LIMITS.streams(); i++) {
      Inflow file = begin(whole(60 * MIB), 3 * MIB);
      file.room().put((byte) 1);
      file.received();
    }
    bench.letTimeFly();
    assertThatThrownBy(() -> bench.upload(layout(Layout.WHOLE), random(20 * MIB)))
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
              assertThat(e.retryAfter()).isPresent();
            });
    // Others need no place.
    bench.upload(LayoutChoice.DEFAULT, random(MIB));
  }

  @Test
  void stalledStreamsHinderNoOtherUploads() throws Exception {
    for (int i = 0; i < UploadBench.LIMITS.streams(); i++) {
      begin(whole(60 * MIB), 9 * MIB);
    }
    for (int i = 0; i < 50; i++) {
      bench.upload(LayoutChoice.DEFAULT, random(MIB + i));
    }
    assertThat(bench.ledger.files).hasSize(50);
  }

  @Test
  void noUploadLastsForEver() throws Exception {
    Inflow endless = begin(fixed(4 * MIB), 1000);
    bench.pass(UploadBench.LIMITS.longest().plusSeconds(1));
    assertThatThrownBy(endless::room)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
    bench.pass(SharedLeases.SHARED_FOR);
    bench.awaitNoLease();
  }

  @Test
  void anOutageOfTheDatabaseEndsNoUploadUnderWay() throws Exception {
    byte[] all = random(12 * MIB);
    Inflow file = begin(fixed(all.length), Arrays.copyOf(all, 5 * MIB));
    bench.ledger.away = true;
    for (int second = 0; second < 60; second++) {
      bench.pass(Duration.ofSeconds(1));
    }
    send(file, Arrays.copyOfRange(all, 5 * MIB, all.length));
    file.end();
    bench.ledger.away = false;
    assertThat(sessions.get(0).commit()).hasSize(1);
  }

  @Test
  void takesBytesOfAnotherThreadEachTime() throws Exception {
    byte[] all = random(9 * MIB);
    UploadSession session = bench.begin();
    sessions.add(session);
    Inflow file = session.begin(spec(LayoutChoice.DEFAULT, OptionalLong.empty()));
    for (int at = 0; at < all.length; at += 100_000) {
      byte[] some = Arrays.copyOfRange(all, at, Math.min(all.length, at + 100_000));
      bench
          .senders
          .submit(
              () -> {
                send(file, some);
                return true;
              })
          .get();
    }
    file.end();
    session.commit();
    assertThat(bench.readBack(bench.ledger.files.get(0))).isEqualTo(all);
  }

  @Test
  void moreBytesThanWereAnnouncedAreFoundAtTheFirst() throws Exception {
    Inflow file = begin(fixed(MIB), MIB);
    assertThat(file.room().remaining()).isEqualTo(1);
    file.room().put((byte) 1);
    assertThatThrownBy(file::received)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.MISMATCH));
  }
}
