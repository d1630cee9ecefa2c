package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantileTest {
  private final Random random = new Random(5);

  @Test
  void knowsNothingFromAFewValues() {
    Quantile quantile = new Quantile(0.9);
    for (int i = 1; i < Quantile.FEW; i++) {
      quantile.add(1);
      assertThat(quantile.value()).isInfinite();
    }
    quantile.add(1);
    assertThat(quantile.value()).isBetween(0.8, 1.2);
  }

  @Test
  void comesCloseToTheQuantile() {
    for (double share : new double[] {0.5, 0.9}) {
      Quantile quantile = new Quantile(share);
      double sum = 0;
      for (int i = 0; i < 3000; i++) {
        quantile.add(100 + 900 * random.nextDouble());
        sum += i < 1000 ? 0 : quantile.value();
      }
      assertThat(sum / 2000).isCloseTo(100 + 900 * share, within(100.0));
    }
  }

  @Test
  void forgetsWhatWasLongAgo() {
    Quantile quantile = new Quantile(0.9);
    for (int i = 0; i < 100; i++) {
      quantile.add(1000);
    }
    for (int i = 0; i < 300; i++) {
      quantile.add(10);
    }
    assertThat(quantile.value()).isLessThan(15);
    for (int i = 0; i < 30; i++) {
      quantile.add(1000);
    }
    assertThat(quantile.value()).isGreaterThan(900);
  }
}
