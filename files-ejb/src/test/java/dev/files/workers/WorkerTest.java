package dev.files.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AtomicLong nanoTime = new AtomicLong();
  private final ClientWaits clients = new ClientWaits(1, nanoTime::get);

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
            int done = step.getAsInt();
            clients.waited(0, 1000);
            return done;
          }
        },
        new Throttle(clients),
        nanoTime::get);
  }

  /** A step while clients are served. */
  private Duration step(Worker worker) {
    clients.waited(0, 1000);
    return worker.step();
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
            new Worker.View(
                "chore",
                Worker.State.WAITING,
                1,
                3,
                3 / 60.0,
                Optional.empty(),
                WorkerSetting.DEFAULT));
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
    nanoTime.addAndGet(INTERVAL.toNanos());
    worker.step();
    assertThat(worker.view().lastError()).isEmpty();
  }

  @Test
  void comesBackEvenAfterWhatNobodyExpects() {
    int[] calls = {0};
    Worker worker =
        worker(
            () -> {
              calls[0]++;
              throw new StackOverflowError();
            });
    assertThatThrownBy(worker::step).isInstanceOf(StackOverflowError.class);
    nanoTime.addAndGet(INTERVAL.toNanos());
    assertThatThrownBy(worker::step).isInstanceOf(StackOverflowError.class);
    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void doesNothingWhilePaused() {
    int[] calls = {0};
    Worker worker = worker(() -> calls[0]++);
    worker.set(new WorkerSetting(true, 0.5));
    worker.step();
    assertThat(calls[0]).isZero();
    assertThat(worker.view().state()).isEqualTo(Worker.State.PAUSED);
    worker.set(WorkerSetting.DEFAULT);
    worker.step();
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void worksOutOfTurnUnlessPausedOrAtRest() {
    int[] calls = {0};
    Worker worker = worker(() -> 0);
    IntSupplier second =
        () -> {
          nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
          clients.waited(0, 1000);
          return ++calls[0];
        };
    assertThat(step(worker)).isEqualTo(INTERVAL);
    worker.outOfTurn(second);
    assertThat(worker.view().done()).isEqualTo(1);
    worker.outOfTurn(second);
    assertThat(calls[0]).as("at rest").isEqualTo(1);
    assertThat(worker.step()).as("comes back after the rest").isEqualTo(Duration.ofSeconds(1));
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    worker.outOfTurn(second);
    assertThat(calls[0]).isEqualTo(2);
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    worker.set(new WorkerSetting(true, 1));
    worker.outOfTurn(second);
    assertThat(calls[0]).as("paused").isEqualTo(2);
  }

  @Test
  void whatFindsNothingOutOfTurnPutsNoTurnOff() {
    Worker worker = worker(() -> 0);
    worker.step();
    nanoTime.addAndGet(INTERVAL.toNanos() - 1);
    worker.outOfTurn(() -> 0);
    assertThat(worker.step()).isEqualTo(Duration.ofNanos(1));
    assertThatThrownBy(
            () ->
                worker.outOfTurn(
                    () -> {
                      throw new IllegalStateException("no database");
                    }))
        .hasMessage("no database");
    assertThat(worker.view().lastError()).contains("no database");
  }

  @Test
  void worksNoMoreThanItsShareOfTheTime() {
    int[] calls = {0};
    Worker worker =
        worker(
            () -> {
              nanoTime.addAndGet(Duration.ofSeconds(6).toNanos());
              return ++calls[0];
            });
    worker.set(new WorkerSetting(false, 0.1));
    assertThat(step(worker)).isEqualTo(Duration.ofSeconds(54));
    nanoTime.addAndGet(Duration.ofSeconds(50).toNanos());
    assertThat(step(worker)).isEqualTo(Duration.ofSeconds(4));
    assertThat(calls[0]).isEqualTo(1);
    // A pace that is changed counts for the rest that it is at.
    worker.set(new WorkerSetting(false, 0.05));
    assertThat(step(worker)).isEqualTo(Duration.ofSeconds(64));
    worker.set(new WorkerSetting(false, 0.2));
    step(worker);
    assertThat(calls[0]).isEqualTo(2);
    worker.set(new WorkerSetting(false, 1));
    assertThat(step(worker)).isEqualTo(Duration.ZERO);
    assertThat(calls[0]).isEqualTo(3);
  }

  @Test
  void aStepThatHungIsNotRestedFromForHours() {
    Throttle throttle = new Throttle(clients);
    clients.waited(0, 1000);
    assertThat(throttle.restAfter(Duration.ofHours(1), 0.01)).isEqualTo(Duration.ofMinutes(10));
    assertThat(throttle.restAfter(Duration.ZERO, 0.5)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void theRateIsThatOfLately() {
    Rate rate = new Rate(0);
    long now = 0;
    for (int second = 0; second < 600; second++) {
      now += Duration.ofSeconds(1).toNanos();
      rate.add(20, now);
    }
    assertThat(rate.perSecond(now)).isBetween(19.0, 21.0);
    assertThat(rate.perSecond(now + Duration.ofMinutes(10).toNanos())).isLessThan(0.01);
  }
}
