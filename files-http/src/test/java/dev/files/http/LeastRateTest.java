package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeastRateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LeastRate rate = new LeastRate(new LeastRate.Terms(100, Duration.ofSeconds(10)));

  @Test
  void judgesWhenAStretchOfWaitingIsOver() {
    rate.moved(999);
    assertThat(rate.isMetAfter(9 * SECOND)).isTrue();
    assertThat(rate.leftNanos()).isEqualTo(SECOND);
    assertThat(rate.isMetAfter(SECOND)).isFalse();
  }

  @Test
  void aClientThatIsJustFastEnoughGoesOnForEver() {
    for (int i = 0; i < 1000; i++) {
      rate.moved(100);
      assertThat(rate.isMetAfter(SECOND)).as("after %s seconds", i).isTrue();
    }
  }

  @Test
  void whatMovedInOneStretchHelpsNotInTheNext() {
    rate.moved(1_000_000);
    assertThat(rate.isMetAfter(10 * SECOND)).isTrue();
    assertThat(rate.isMetAfter(10 * SECOND)).isFalse();
  }

  @Test
  void timeInWhichNobodyWaitsForTheClientDoesNotCount() {
    for (int i = 0; i < 1000; i++) {
      assertThat(rate.isMetAfter(0)).isTrue();
    }
  }
}
