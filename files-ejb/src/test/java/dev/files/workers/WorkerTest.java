package dev.files.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AtomicLong nanoTime = new AtomicLong();

  private Worker worker(IntSupplier step) {
    return new Worker(
        new Chore() {
          @Override
          public String name() {
            return "chore";
          }

          @Override
          public Duration interval() {
            return INTERVAL;
          }

          @Override
          public int step() {
            return step.getAsInt();
          }
        },
        new Throttle(),
        nanoTime::get);
  }

  @Test
  void restsAsLongAsAStepTookWhileThereIsMoreAndWaitsOtherwise() {
    Worker busy =
        worker(
            () -> {
              nanoTime.addAndGet(Duration.ofMillis(40).toNanos());
              return 3;
            });
    assertThat(busy.step()).isEqualTo(Duration.ofMillis(40));
    assertThat(worker(() -> 0).step()).isEqualTo(INTERVAL);
    assertThat(busy.view())
        .isEqualTo(
            new Worker.View("chore", Worker.State.WAITING, 1, 3, java.util.Optional.empty()));
  }

  @Test
  void remembersAnErrorUntilAStepGoesWell() {
    int[] calls = {0};
    Worker worker =
        worker(
            () -> {
              if (calls[0]++ == 0) {
                throw new IllegalStateException("no database");
              }
              return 0;
            });
    assertThat(worker.step()).isEqualTo(INTERVAL);
    assertThat(worker.view().lastError()).contains("no database");
    worker.step();
    assertThat(worker.view().lastError()).isEmpty();
  }

  @Test
  void doesNothingWhilePaused() {
    int[] calls = {0};
    Worker worker = worker(() -> calls[0]++);
    worker.pause();
    worker.step();
    assertThat(calls[0]).isZero();
    assertThat(worker.view().state()).isEqualTo(Worker.State.PAUSED);
    worker.resume();
    worker.step();
    assertThat(calls[0]).isEqualTo(1);
  }
}
