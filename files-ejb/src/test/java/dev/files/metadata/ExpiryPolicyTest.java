package dev.files.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

  @Test
  void aFileLastsAWeekUnlessItsUploaderSaysOtherwise() {
    ExpiryPolicy policy = policy(Map.of());

    assertThat(policy.choose(Optional.empty(), NOW))
        .isEqualTo(new Expiry.After(Duration.ofDays(7)));
    assertThat(policy.choose(Optional.of("PT1H"), NOW))
        .isEqualTo(new Expiry.After(Duration.ofHours(1)));
    assertThat(policy.choose(Optional.of("never"), NOW)).isEqualTo(Expiry.NEVER);
  }

  @Test
  void theDefaultCanBeSet() {
    assertThat(policy(Map.of("FILES_DEFAULT_EXPIRY", "PT12H")).otherwise())
        .isEqualTo(new Expiry.After(Duration.ofHours(12)));
    assertThat(policy(Map.of("FILES_DEFAULT_EXPIRY", "never")).otherwise()).isEqualTo(Expiry.NEVER);
    assertThat(policy(Map.of("FILES_LONGEST_EXPIRY", "P2D")).otherwise())
        .isEqualTo(new Expiry.After(Duration.ofDays(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "P31D", "2026-12-02T10:00:01Z"})
  void whatIsLongerThanAllowedIsRefused(String asked) {
    ExpiryPolicy policy = policy(Map.of("FILES_LONGEST_EXPIRY", "P30D"));

    assertThatThrownBy(() -> policy.choose(Optional.of(asked), NOW))
        .isInstanceOf(FilesException.class)
        .hasMessageContaining("expires")
        .hasMessageContaining(asked);
    assertThat(policy.choose(Optional.of("P30D"), NOW))
        .isEqualTo(new Expiry.After(Duration.ofDays(30)));
  }

  @Test
  void neverCanBeForbidden() {
    ExpiryPolicy policy = policy(Map.of("FILES_ALLOW_NEVER", "false"));

    assertThatThrownBy(() -> policy.parse("never", NOW)).isInstanceOf(FilesException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "FILES_DEFAULT_EXPIRY, tomorrow",
    "FILES_DEFAULT_EXPIRY, PT0S",
    "FILES_DEFAULT_EXPIRY, P1M",
    "FILES_LONGEST_EXPIRY, never",
    "FILES_ALLOW_NEVER, maybe",
    "FILES_LINK_SECONDS, 0",
    "FILES_ALLOWED_ORIGINS, *",
  })
  void wrongSettingsAreNamed(String name, String value) {
    assertThatThrownBy(() -> policy(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(
            () -> policy(Map.of("FILES_DEFAULT_EXPIRY", "never", "FILES_ALLOW_NEVER", "false")))
        .hasMessageContaining("FILES_DEFAULT_EXPIRY");
    assertThatThrownBy(
            () -> policy(Map.of("FILES_DEFAULT_EXPIRY", "P2D", "FILES_LONGEST_EXPIRY", "P1D")))
        .hasMessageContaining("FILES_LONGEST_EXPIRY");
  }

  private static ExpiryPolicy policy(Map<String, String> settings) {
    return ExpiryPolicy.of(FrontSettings.from(new Settings(settings)).sharing());
  }
}
