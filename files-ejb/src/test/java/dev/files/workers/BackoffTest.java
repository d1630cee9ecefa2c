package dev.files.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void pausesLongerAfterEachFailureUpToABound() {
    assertThat(Backoff.after(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Backoff.after(4)).isEqualTo(Duration.ofSeconds(16));
    assertThat(Backoff.after(1000)).isEqualTo(Duration.ofMinutes(5));
  }
}
