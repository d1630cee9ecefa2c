package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @Test
  void takesWhatPeopleTypeAndIso() {
    assertThat(Durations.parse("2h")).contains(Duration.ofHours(2));
    assertThat(Durations.parse("1d12h")).contains(Duration.ofHours(36));
    assertThat(Durations.parse("90s")).contains(Duration.ofSeconds(90));
    assertThat(Durations.parse("PT30M")).contains(Duration.ofMinutes(30));
    assertThat(Durations.parse("P1DT1S")).contains(Duration.ofDays(1).plusSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "h", "soon", "0h", "PT0S", "-PT1H", "2h1d", "1999999999d", "P1Y"})
  void refusesTheRest(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
