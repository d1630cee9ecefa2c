package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HedgeBudgetTest {
  private final HedgeBudget budget = new HedgeBudget();

  private int takeAll() {
    int taken = 0;
    while (budget.take()) {
      taken++;
    }
    return taken;
  }

  @Test
  void givesAFewAndThenNoneWhileNothingIsInTime() {
    assertThat(takeAll()).isEqualTo(HedgeBudget.MOST);
    assertThat(budget.take()).isFalse();
  }

  @Test
  void givesOneForTwentyThatWereInTime() {
    takeAll();
    for (int i = 0; i < 100; i++) {
      budget.earn();
    }
    assertThat(takeAll()).isEqualTo(5);
  }

  @Test
  void savesNoMoreThanAFew() {
    for (int i = 0; i < 100_000; i++) {
      budget.earn();
    }
    assertThat(takeAll()).isEqualTo(HedgeBudget.MOST);
  }
}
