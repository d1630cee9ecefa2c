package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  private static final Instant MOMENT = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void writesOneForm() {
    assertThat(HttpDate.of(MOMENT.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void readsThree(String text) {
    assertThat(HttpDate.parse(text)).hasValue(MOMENT);
  }

  @Test
  void twoDigitsOfAYearLieAtMostFiftyYearsAhead() {
    assertThat(HttpDate.parse("Sunday, 06-Nov-76 08:49:37 GMT", 2026).orElseThrow().toString())
        .startsWith("2076-");
    assertThat(HttpDate.parse("Sunday, 06-Nov-77 08:49:37 GMT", 2026).orElseThrow().toString())
        .startsWith("1977-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1994-11-06T08:49:37Z",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"
      })
  void refusesTheRest(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }
}
