package dev.files.node.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UpkeepLoopTest {
  private static final Pace PACE = new Pace(1000, 125, 500, Duration.ofSeconds(7));

  /** A worker whose steps do what a test says. */
  private record Worker(Step body) implements StoreWorker {
    interface Step {
      long run() throws IOException;
    }

    @Override
    public String name() {
      return "test";
    }

    @Override
    public long step() throws IOException {
      return body.run();
    }
  }

  @Test
  void goesAtItsPaceAndSlowerUnderLoad() {
    assertThat(new UpkeepLoop(new Worker(() -> 500), PACE, () -> false).step())
        .isEqualTo(Duration.ofMillis(500));
    assertThat(new UpkeepLoop(new Worker(() -> 500), PACE, () -> true).step())
        .isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void restsWhenThereIsNothingToDo() {
    assertThat(new UpkeepLoop(new Worker(() -> 0), PACE, () -> false).step())
        .isEqualTo(PACE.rest());
  }

  @Test
  void worksForItsShareOfTheTimeWhileClientsAreServed() {
    AtomicLong nanoTime = new AtomicLong();
    AtomicBoolean served = new AtomicBoolean(true);
    Worker second =
        new Worker(
            () -> {
              nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
              return 1;
            });
    UpkeepLoop loop = new UpkeepLoop(second, () -> PACE, served::get, nanoTime::get);
    assertThat(loop.step()).isEqualTo(Duration.ofSeconds(1));
    loop.set(new UpkeepLoop.Setting(false, 0.2));
    assertThat(loop.step()).isEqualTo(Duration.ofSeconds(4));
    served.set(false);
    assertThat(loop.step()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void doesNothingWhilePaused() {
    int[] steps = {0};
    UpkeepLoop loop = new UpkeepLoop(new Worker(() -> ++steps[0]), PACE, () -> false);
    loop.set(new UpkeepLoop.Setting(true, 1));
    assertThat(loop.step()).isLessThan(Duration.ofSeconds(5));
    assertThat(steps[0]).isZero();
    assertThat(loop.progress().paused()).isTrue();
    loop.set(UpkeepLoop.Setting.USUAL);
    loop.step();
    assertThat(steps[0]).isEqualTo(1);
  }

  @Test
  void restsAfterAnyError() {
    for (Worker.Step failing :
        new Worker.Step[] {
          () -> {
            throw new IOException("disk");
          },
          () -> {
            throw new FilesException(ProblemType.DISK_FULL, "full");
          },
          () -> {
            throw new IllegalStateException("a fault of ours");
          }
        }) {
      assertThat(new UpkeepLoop(new Worker(failing), PACE, () -> false).step())
          .isEqualTo(PACE.rest());
    }
  }

  @Test
  void goesOnUntilItIsClosed() throws InterruptedException {
    CountDownLatch steps = new CountDownLatch(3);
    try (UpkeepLoop loop =
        new UpkeepLoop(
            new Worker(
                () -> {
                  steps.countDown();
                  return 1;
                }),
            new Pace(1_000_000, 1_000_000, 1_000_000, Duration.ofSeconds(1)),
            () -> false)) {
      loop.start();
      assertThat(steps.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
