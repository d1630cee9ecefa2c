package dev.files.upload;

import static dev.files.upload.UploadBench.MIB;
import static dev.files.upload.UploadBench.channel;
import static dev.files.upload.UploadBench.random;
import static dev.files.upload.UploadBench.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many uploads on little memory, some of whose clients stop in the middle of a chunk. */
@Timeout(120)
class UploadCrowdTest {
  private static final int FAST = 200;
  private static final int SLOW = 10;

  @Test
  void allFastClientsGetThroughWhateverTheSlowOnesHold() throws Exception {
    CountDownLatch slowOnesGoOn = new CountDownLatch(1);
    ExecutorService clients = Executors.newCachedThreadPool();
    try (UploadBench bench = new UploadBench(3, 2, 2, 24L * MIB)) {
      CountDownLatch slowOnesStopped = new CountDownLatch(2);
      List<Future<Boolean>> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        slow.add(clients.submit(() -> slowClient(bench, slowOnesStopped, slowOnesGoOn)));
      }
      bench.letTimePass(Duration.ofMillis(10));
      slowOnesStopped.await();
      List<Future<Boolean>> fast = new ArrayList<>();
      for (int i = 0; i < FAST; i++) {
        byte[] bytes = random(MIB + i);
        OptionalLong size = OptionalLong.of(bytes.length);
        fast.add(clients.submit(upload(bench, size, channel(bytes))));
      }
      for (Future<Boolean> each : fast) {
        assertThat(each.get(100, TimeUnit.SECONDS)).isTrue();
      }
      slowOnesGoOn.countDown();
      for (Future<Boolean> each : slow) {
        each.get(20, TimeUnit.SECONDS);
      }
      assertThat(bench.ledger.files).hasSizeGreaterThanOrEqualTo(FAST);
      assertThat(bench.pool.taken()).isZero();
      bench.awaitNoLease();
    } finally {
      slowOnesGoOn.countDown();
      clients.shutdownNow();
    }
  }

  private static Callable<Boolean> upload(
      UploadBench bench, OptionalLong size, ReadableByteChannel bytes) {
    return () -> {
      try (UploadSession session = bench.begin()) {
        session.add(spec(LayoutChoice.DEFAULT, size), bytes);
        session.commit();
        return true;
      }
    };
  }

  /** Stops after half of a chunk; whether it gets through depends on the pressure. */
  private static boolean slowClient(UploadBench bench, CountDownLatch stopped, CountDownLatch goOn)
      throws Exception {
    ReadableByteChannel bytes =
        new PausingChannel(
            random(4 * MIB),
            () -> {
              stopped.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      return upload(bench, OptionalLong.empty(), bytes).call();
    } catch (FilesException e) {
      assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW);
      return false;
    }
  }
}
