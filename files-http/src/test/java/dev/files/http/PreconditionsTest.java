package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.FilesException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
  private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String THEN = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";
  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.9Z");
  private static final Validators NOW =
      Validators.of(EntityTag.strong("a,b"), MODIFIED, Instant.parse("2026-01-01T00:00:00Z"));

  /** Expected: the status, or 0 to go on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | If-Match: \"a,b\"                                | 0",
        "GET    | If-Match: \"x\", \"a,b\"                         | 0",
        "GET    | If-Match: *                                      | 0",
        "GET    | If-Match: \"x\"                                  | 412",
        "GET    | If-Match: W/\"a,b\"                              | 412",
        "GET    | If-Match: a,b                                    | 412",
        "GET    | If-Match: \"a\", \"b\"                           | 412",
        "DELETE | If-Match: \"nope\"                               | 412",
        "DELETE | If-Match:                                        | 412",
        "POST   | If-Match: \"a,b\"                                | 0",
        "GET    | If-None-Match: \"a,b\"                           | 304",
        "HEAD   | If-None-Match: \"x\", W/\"a,b\"                  | 304",
        "GET    | If-None-Match: *                                 | 304",
        "GET    | If-None-Match: \"x\"                             | 0",
        "GET    | If-None-Match: a,b                               | 0",
        "DELETE | If-None-Match: \"a,b\"                           | 412",
        "PUT    | If-None-Match: *                                 | 412",
        "DELETE | If-None-Match: \"x\"                             | 0",
        "DELETE | If-None-Match: nonsense                          | 400",
        "GET    | If-Modified-Since: $THEN                         | 304",
        "GET    | If-Modified-Since: $LATER                        | 304",
        "GET    | If-Modified-Since: $BEFORE                       | 0",
        "GET    | If-Modified-Since: yesterday                     | 0",
        "DELETE | If-Modified-Since: $LATER                        | 0",
        "GET    | If-Unmodified-Since: $THEN                       | 0",
        "GET    | If-Unmodified-Since: $BEFORE                     | 412",
        "DELETE | If-Unmodified-Since: $BEFORE                     | 412",
        "DELETE | If-Unmodified-Since: $LATER                      | 0",
        "DELETE | If-Unmodified-Since: yesterday                   | 0",
        "GET    | If-None-Match: \"x\" & If-Modified-Since: $LATER | 0",
        "GET    | If-Match: \"a,b\" & If-Unmodified-Since: $BEFORE | 0",
        "GET    | If-Match: \"a,b\" & If-None-Match: \"a,b\"       | 304",
        "GET    | If-Match: \"x\" & If-None-Match: \"a,b\"         | 412",
        "GET    | If-Unmodified-Since: $BEFORE & If-None-Match: *  | 412",
      })
  void areJudgedInTheOrderOfTheRfc(String method, String headers, int status) {
    assertThat(judge(method, headers, NOW)).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT  | If-Match: *                | 412",
        "POST | If-Match: \"x\"            | 412",
        "PUT  | If-None-Match: *           | 0",
        "PUT  | If-Unmodified-Since: $THEN | 0",
      })
  void whatIsNotThereMatchesNothing(String method, String headers, int status) {
    assertThat(judge(method, headers, Validators.NOTHING)).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a,b\"          | true",
        "W/\"a,b\"        | false",
        "\"x\"            | false",
        "\"a,b\", \"a,b\" | false",
        "$THEN            | true",
        "$LATER           | false",
        "$BEFORE          | false",
        "nonsense         | false",
        "*                | false",
      })
  void aRangeCountsUnderIfRangeOnlyForWhatIsThere(String value, boolean applies) {
    Preconditions conditions =
        Preconditions.of(
            "GET", name -> Optional.of(dated(value)).filter(v -> name.equals("If-Range")));
    assertThat(conditions.rangeApplies(NOW)).isEqualTo(applies);
  }

  @Test
  void aDateIsNeverLaterThanNow() {
    Instant now = MODIFIED.minusSeconds(60);
    assertThat(Validators.of(EntityTag.strong("a"), MODIFIED, now).modified())
        .hasValue(Instant.parse("1994-11-06T08:48:37Z"));
  }

  private static int judge(String method, String headers, Validators now) {
    Map<String, String> values = new HashMap<>();
    for (String line : headers.split("&", -1)) {
      String[] parts = line.strip().split(":", 2);
      values.put(parts[0], dated(parts[1].strip()));
    }
    try {
      return Preconditions.of(method, name -> Optional.ofNullable(values.get(name))).judge(now)
          ? 304
          : 0;
    } catch (FilesException e) {
      return e.type().status();
    }
  }

  private static String dated(String text) {
    return text.replace("$BEFORE", BEFORE).replace("$THEN", THEN).replace("$LATER", LATER);
  }
}
