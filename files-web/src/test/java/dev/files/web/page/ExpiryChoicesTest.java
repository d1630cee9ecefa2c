package dev.files.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryChoicesTest {
  @Test
  void theDefaultIsChosen() {
    assertThat(choices(Map.of()))
        .contains("<option value=\"PT168H\" selected>7 days</option>")
        .endsWith("<option value=\"never\">Always</option>");
  }

  @Test
  void aDefaultOfOnesOwnIsOffered() {
    assertThat(choices(Map.of("FILES_DEFAULT_EXPIRY", "P2DT12H")))
        .contains("<option value=\"PT60H\" selected>2 days 12 hours</option>");
    assertThat(choices(Map.of("FILES_DEFAULT_EXPIRY", "never")))
        .contains("<option value=\"never\" selected>Always</option>")
        .contains("<option value=\"PT168H\">7 days</option>");
  }

  @Test
  void nothingIsOfferedThatWouldBeRefused() {
    assertThat(choices(Map.of("FILES_LONGEST_EXPIRY", "P1D")))
        .isEqualTo(
            "<option value=\"PT1H\">1 hour</option>"
                + "<option value=\"PT24H\" selected>1 day</option>");
  }

  private static String choices(Map<String, String> settings) {
    return ExpiryChoices.of(FrontSettings.from(new Settings(settings)).sharing()).text();
  }
}
