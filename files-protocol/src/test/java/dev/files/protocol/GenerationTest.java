package dev.files.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generations lie on disks and in the database: what they mean never changes. */
class GenerationTest {
  @Test
  void anEpochHasTwoToTheFortyGenerations() {
    assertThat(Generation.floorOf(1)).isEqualTo(new Generation(1_099_511_627_776L));
    assertThat(new Generation(1_099_511_627_775L).epoch()).isZero();
    assertThat(new Generation(2 * 1_099_511_627_776L + 7).epoch()).isEqualTo(2);
  }

  @Test
  void theLastEpochStillCountsUpwards() {
    Generation last = Generation.floorOf(Generation.MOST_EPOCHS);
    assertThat(last).isGreaterThan(Generation.floorOf(Generation.MOST_EPOCHS - 1));
    assertThat(last.epoch()).isEqualTo(Generation.MOST_EPOCHS);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Generation.MOST_EPOCHS + 1, 1L << 24})
  void isOfNoOtherEpoch(long epoch) {
    assertThatThrownBy(() -> Generation.floorOf(epoch))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
