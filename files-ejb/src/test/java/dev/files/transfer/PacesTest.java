package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.NodeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacesTest {
  private static final long SMALL = 1000;
  private static final long LARGE = 4 << 20;

  private final FakeNodes nodes = FakeNodes.of(3);
  private final Paces paces = new Paces(Work.READ);

  private NodeId node(int index) {
    return nodes.get(index).view.id();
  }

  private void took(int index, long bytes, Duration each, int times) {
    for (int i = 0; i < times; i++) {
      paces.took(node(index), bytes, each.toNanos());
    }
  }

  private Duration patience(int index, long bytes) {
    return Duration.ofNanos(paces.patience(node(index), bytes));
  }

  @Test
  void isWithoutEndWhileNothingIsKnown() {
    took(0, SMALL, Duration.ofMillis(1), Quantile.FEW - 1);
    assertThat(paces.patience(node(0), SMALL)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void isWhatNineOfTenOfTheNodesOwnCallsTake() {
    took(0, LARGE, Duration.ofMillis(200), 200);
    took(1, LARGE, Duration.ofMillis(300), 200);
    assertThat(patience(0, LARGE)).isBetween(Duration.ofMillis(160), Duration.ofMillis(240));
    assertThat(patience(1, LARGE)).isBetween(Duration.ofMillis(240), Duration.ofMillis(360));
  }

  @Test
  void isShortWithANodeThatIsMuchSlowerThanTheOthers() {
    for (int i = 0; i < 100; i++) {
      took(0, LARGE, Duration.ofMillis(20), 2);
      took(1, LARGE, Duration.ofMillis(20), 2);
      took(2, LARGE, Duration.ofSeconds(4), 1);
    }
    assertThat(patience(2, LARGE)).isLessThan(Duration.ofMillis(200));
  }

  @Test
  void isLongWhenAllNodesAreSlow() {
    for (int index = 0; index < 3; index++) {
      took(index, LARGE, Duration.ofMillis(20), 200);
    }
    for (int i = 0; i < 200; i++) {
      took(i % 3, LARGE, Duration.ofSeconds(4), 1);
    }
    assertThat(patience(0, LARGE)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void tellsSmallFromLarge() {
    took(0, SMALL, Duration.ofMillis(100), 100);
    took(0, LARGE, Duration.ofMillis(900), 100);
    assertThat(patience(0, SMALL)).isLessThan(Duration.ofMillis(200));
    assertThat(patience(0, LARGE)).isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void isNeverSoShortThatAPauseOfThisServerWouldCount() {
    took(0, SMALL, Duration.ofNanos(10), 100);
    assertThat(patience(0, SMALL)).isEqualTo(Work.READ.leastPatience());
  }
}
