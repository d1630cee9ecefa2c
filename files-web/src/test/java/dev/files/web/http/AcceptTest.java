package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<String> OFFERS = List.of("application/json", "text/html");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                                       | application/json",
        "text/html                                                 | text/html",
        "TEXT/HTML                                                 | text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
        "application/json, text/html                               | application/json",
        "application/json;q=0.5, text/html;q=0.6                   | text/html",
        "text/*                                                    | text/html",
        "text/*;q=0.3, */*;q=0.2                                   | text/html",
        "text/html, */*                                            | text/html",
        "text/html;q=0, */*                                        | application/json",
        "application/json;q=bad, text/html                         | text/html",
      })
  void choosesByQualityThenClosenessThenOurOrder(String header, String chosen) {
    assertThat(Accept.choose(Optional.of(header), OFFERS)).hasValue(chosen);
  }

  @Test
  void nothingSaidIsTheDefault() {
    assertThat(Accept.choose(Optional.empty(), OFFERS)).hasValue("application/json");
    assertThat(Accept.choose(Optional.of("  "), OFFERS)).hasValue("application/json");
    assertThat(Accept.choose(Optional.of("text/html,".repeat(1000)), OFFERS))
        .hasValue("application/json");
  }

  @Test
  void nothingSuitableIsEmpty() {
    assertThat(Accept.choose(Optional.of("image/png"), OFFERS)).isEmpty();
  }
}
