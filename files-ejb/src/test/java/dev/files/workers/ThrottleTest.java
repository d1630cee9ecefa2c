package dev.files.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final ClientWaits clients = new ClientWaits(2, nanoTime::get);
  private final Throttle throttle = new Throttle(clients);

  /** Seconds in which clients are served that wait so long each. */
  private void serve(int seconds, Duration wait) {
    serve(0, seconds, wait);
  }

  private void serve(int kind, int seconds, Duration wait) {
    for (int second = 0; second < seconds; second++) {
      for (int request = 0; request < 20; request++) {
        clients.waited(kind, wait.toNanos());
      }
      throttle.restAfter(STEP, 1);
      nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
      throttle.restAfter(STEP, 1);
    }
  }

  private Duration rest() {
    return throttle.restAfter(STEP, 0.5);
  }

  @Test
  void whileNobodyIsServedThereIsNoRest() {
    assertThat(rest()).isZero();
    serve(10, Duration.ofMillis(2));
    assertThat(rest()).isEqualTo(STEP);
    nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(rest()).isZero();
  }

  @Test
  void theLongerClientsWaitTheLongerItRestsAndItRecovers() {
    serve(10, Duration.ofMillis(2));
    serve(20, Duration.ofMillis(6));
    // Three times as long as when it was calm, where one and a half times are tolerated.
    assertThat(rest().toMillis()).isBetween(2800L, 3100L);
    serve(20, Duration.ofMillis(600));
    assertThat(rest().toMillis()).isEqualTo(9000);
    serve(40, Duration.ofMillis(2));
    assertThat(rest()).isEqualTo(STEP);
  }

  @Test
  void whatIsCalmIsLearntAnewWithinAnHour() {
    serve(10, Duration.ofMillis(2));
    serve(59 * 60, Duration.ofMillis(6));
    assertThat(rest().toMillis()).isGreaterThan(2800);
    serve(120, Duration.ofMillis(6));
    assertThat(rest()).isEqualTo(STEP);
  }

  @Test
  void waitsOfAnotherKindAreNotLongerBecauseTheyAreAlwaysLong() {
    serve(0, 10, Duration.ofMillis(2));
    serve(1, 10, Duration.ofMillis(80));
    assertThat(rest()).isEqualTo(STEP);
    serve(1, 20, Duration.ofMillis(240));
    assertThat(rest().toMillis()).isBetween(2800L, 3100L);
  }

  @Test
  void aFewWaitsTellNothing() {
    serve(10, Duration.ofMillis(2));
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    clients.waited(0, Duration.ofSeconds(5).toNanos());
    assertThat(rest()).isEqualTo(STEP);
  }
}
