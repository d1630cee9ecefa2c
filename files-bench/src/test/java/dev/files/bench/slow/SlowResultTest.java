package dev.files.bench.slow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowResultTest {
  private static final Times FAST = times(1);

  @Test
  void allowsThreeTimesTheQuietTimeButNeverLessThanTheNoise() {
    assertThat(SlowResult.boundMillis(times(20))).isEqualTo(300);
    assertThat(SlowResult.boundMillis(times(200))).isEqualTo(600);
    assertThat(met(times(20), times(300), FAST)).isTrue();
    assertThat(met(times(20), times(301), FAST)).isFalse();
    assertThat(met(times(200), times(600), FAST)).isTrue();
  }

  @Test
  void asksForControlAnswersWithinASecondAlsoInTheRush() {
    assertThat(met(FAST, FAST, times(1000))).isTrue();
    assertThat(met(FAST, FAST, times(1001))).isFalse();
    assertThat(met(FAST, FAST, FAST, new Rush(true, 2, times(1001), FAST))).isFalse();
  }

  @Test
  void neitherAFailureNorARushWithoutEndIsMet() {
    assertThat(met(FAST, new Times(1, 1, 1, 1), FAST)).isFalse();
    assertThat(met(FAST, FAST, new Times(1, 1, 1, 1))).isFalse();
    assertThat(met(FAST, FAST, FAST, new Rush(false, 60, FAST, FAST))).isFalse();
  }

  @Test
  void printsRatiosAnswersAndMemory() {
    SlowResult result =
        new SlowResult(
            List.of(
                stage("quiet", times(20), FAST, new Rush(true, 0, FAST, FAST)),
                stage("600 slow", times(50), FAST, new Rush(true, 7, FAST, FAST))));
    assertThat(result.text())
        .contains("| 600 slow", " 2.50 |", "408 x 3, 503 x 1", "front-1 resident", " 300 |");
  }

  @Test
  void printsNoMemoryWithoutServers() {
    Stage quiet =
        new Stage(
            "quiet",
            0,
            0,
            0,
            Map.of(),
            new Rush(true, 0, FAST, FAST),
            new Figures(FAST, FAST, FAST, FAST, FAST, 1),
            Map.of(),
            Map.of());
    assertThat(new SlowResult(List.of(quiet)).text()).doesNotContain("MiB at");
  }

  private static boolean met(Times quiet, Times upload, Times control) {
    return met(quiet, upload, control, new Rush(true, 2, FAST, FAST));
  }

  private static boolean met(Times quiet, Times upload, Times control, Rush rush) {
    return new SlowResult(
            List.of(
                stage("quiet", quiet, FAST, new Rush(true, 0, FAST, FAST)),
                stage("slow", upload, control, rush)))
        .met();
  }

  private static Stage stage(String name, Times upload, Times control, Rush rush) {
    return new Stage(
        name,
        600,
        596,
        0,
        Map.of(503, 1, 408, 3),
        rush,
        new Figures(upload, FAST, FAST, FAST, control, 12),
        Map.of("front-1", 300L << 20),
        Map.of());
  }

  private static Times times(double p99Millis) {
    return new Times(1, p99Millis, p99Millis, 0);
  }
}
