package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final long PAUSE = Standing.PAUSE.toNanos();

  private final Standing standing = new Standing();
  private long now = 1000;

  private boolean isPassedOver() {
    return standing.isPassedOver(now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** How long it is passed over from now on. */
  private long pause() {
    long from = now;
    long until = now;
    while (standing.isPassedOver(until)) {
      until += Duration.ofSeconds(1).toNanos();
    }
    return until - from;
  }

  @Test
  void isPassedOverAfterOneCallThatFailed() {
    assertThat(standing.failed(now)).isTrue();
    assertThat(pause()).isEqualTo(PAUSE);
  }

  @Test
  void isPassedOverAfterSomeThatWereOvertakenAndNotAfterOne() {
    assertThat(standing.overtaken(now)).isFalse();
    assertThat(standing.overtaken(now)).isFalse();
    assertThat(isPassedOver()).isFalse();
    assertThat(standing.overtaken(now)).isTrue();
    assertThat(isPassedOver()).isTrue();
  }

  @Test
  void isForgivenWhatIsSeldom() {
    for (int i = 0; i < 100; i++) {
      standing.overtaken(now);
      for (int j = 0; j < 10; j++) {
        standing.inTime(now, now);
      }
    }
    assertThat(isPassedOver()).isFalse();
  }

  @Test
  void hasOneTrialWhileOthersGoOnPassingItOver() {
    standing.failed(now);
    now += PAUSE;
    assertThat(isPassedOver()).isFalse();
    standing.called(now);
    assertThat(isPassedOver()).isTrue();
    standing.answered(now, now);
    assertThat(isPassedOver()).isFalse();
  }

  @Test
  void hasAnotherTrialWhenNothingIsHeardOfTheFirst() {
    standing.failed(now);
    now += PAUSE;
    standing.called(now);
    pass(Duration.ofSeconds(2));
    assertThat(isPassedOver()).isFalse();
  }

  @Test
  void isPassedOverForLongerEachTimeUpToABound() {
    long expected = PAUSE;
    for (int i = 0; i < 6; i++) {
      standing.failed(now);
      assertThat(pause()).isEqualTo(expected);
      now += expected;
      standing.called(now);
      expected = Math.min(expected * 2, 8 * PAUSE);
    }
  }

  @Test
  void beginsAnewAfterAMinuteThatWentWell() {
    standing.failed(now);
    now += PAUSE;
    standing.failed(now);
    assertThat(pause()).isEqualTo(2 * PAUSE);
    standing.answered(now, now);
    pass(Duration.ofSeconds(61));
    standing.failed(now);
    assertThat(pause()).isEqualTo(PAUSE);
  }

  @Test
  void countsManyCallsThatFailTogetherAsOne() {
    for (int i = 0; i < 50; i++) {
      assertThat(standing.failed(now)).isEqualTo(i == 0);
    }
    assertThat(pause()).isEqualTo(PAUSE);
  }

  @Test
  void provesNothingByAnAnswerToWhatWasAskedBefore() {
    standing.failed(now);
    standing.answered(now - 1, now);
    assertThat(isPassedOver()).isTrue();
    standing.answered(now, now);
    assertThat(isPassedOver()).isFalse();
  }

  @Test
  void provesThatItIsNotSlowByBeingInTimeOnly() {
    for (int i = 0; i < 3; i++) {
      standing.overtaken(now);
    }
    standing.answered(now, now);
    assertThat(isPassedOver()).isTrue();
    standing.inTime(now, now);
    assertThat(isPassedOver()).isFalse();
  }
}
