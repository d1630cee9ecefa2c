package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "text/plain                       | text/plain",
        "Text/PLAIN                       | text/plain",
        "text/plain;                      | text/plain",
        "text/plain ; ;;                  | text/plain",
        "text/html; charset=\"UTF-8\"     | text/html;charset=utf-8",
        "text/html;Charset=utf-8          | text/html;charset=utf-8",
        "a/b;c=\"d; e\"                   | a/b;c=\"d; e\"",
        "a/b;c=\"x\\\"y\\\\z\\q\"         | a/b;c=\"x\\\"y\\\\zq\"",
        "a/b;c=\"\"                       | a/b;c=\"\"",
        "a/b;c=d;c=e                      | a/b;c=d",
        "a/b;c=ABC                        | a/b;c=ABC",
        "x'y*%/~`;p!#$=v                  | x'y*%/~`;p!#$=v",
        "a/b;name=\"\u00e4\";c=d          | a/b;c=d",
      })
  void readsWhatTheGrammarAllowsAndWritesOneForm(String text, String normal) {
    assertThat(MediaType.parse(text)).isPresent().get().hasToString(normal);
    assertThat(MediaType.parse(normal)).isPresent().get().hasToString(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b\t;\tc=d", " a/b;c=d "})
  void spaceBetweenParametersSaysNothing(String text) {
    assertThat(MediaType.parse(text)).isPresent().get().hasToString("a/b;c=d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "text/",
        "/plain",
        "text /plain",
        "text/ plain",
        "text/plain x",
        "a/b;c",
        "a/b;c=",
        "a/b;=d",
        "a/b;c =d",
        "a/b;c= d",
        "a/b;c=\"d",
        "a/b;c=\"d\\",
        "a/b;c=\"d\"e",
        "a/b;c=\"\u0001\"",
        "a/b,c/d",
        "a/b;c=(",
        "a/b/c",
        "a/b;c=\"x\r\ny\"",
        "a/b\r\nc: d"
      })
  void refusesTheRest(String text) {
    assertThat(MediaType.parse(text)).isEmpty();
  }
}
