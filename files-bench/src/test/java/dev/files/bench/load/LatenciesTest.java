package dev.files.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void takesTheNearestRankOverAllClients() {
    Latencies first = new Latencies();
    Latencies second = new Latencies();
    for (int millis = 100; millis > 50; millis--) {
      first.add(millis * 1_000_000L);
      second.add((millis - 50) * 1_000_000L);
    }
    Latencies all = Latencies.merged(List.of(first, second));
    assertThat(all.percentileMillis(50)).isEqualTo(50);
    assertThat(all.percentileMillis(99)).isEqualTo(99);
    assertThat(all.percentileMillis(100)).isEqualTo(100);
    assertThat(all.percentileMillis(0)).isEqualTo(1);
  }

  @Test
  void grows() {
    Latencies many = new Latencies();
    for (int i = 0; i < 5000; i++) {
      many.add(7_000_000);
    }
    assertThat(Latencies.merged(List.of(many)).percentileMillis(99)).isEqualTo(7);
  }

  @Test
  void hasNothingToSayWithoutSamples() {
    assertThat(Latencies.merged(List.of(new Latencies())).percentileMillis(50)).isZero();
  }
}
