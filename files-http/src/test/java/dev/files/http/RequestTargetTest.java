package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @Test
  void namesAreDecodedOnceAndNothingInThemIsSpecial() {
    assertThat(name("a;b=c.txt")).isEqualTo("a;b=c.txt");
    assertThat(name("a%2Fb.txt")).isEqualTo("a/b.txt");
    assertThat(name("a+b.txt")).isEqualTo("a+b.txt");
    assertThat(name("%2525.txt")).isEqualTo("%25.txt");
    assertThat(name("%E6%BC%A2%e5%ad%97")).isEqualTo("漢字");
    assertThat(name("%F0%9F%98%80")).isEqualTo("😀");
    assertThat(name("..%2F..%2Fetc%2Fpasswd")).isEqualTo("../../etc/passwd");
    assertThat(name("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%2",
        "%zz",
        "%c0%af",
        "%e0%80%af",
        "%ed%a0%80",
        "%ff",
        "a b",
        "ä",
        "%+1",
        "%٠٠"
      })
  void malformedEscapesAreRefused(String raw) {
    assertThatThrownBy(() -> name(raw))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.BAD_REQUEST));
  }

  @Test
  void aPlusInTheQueryIsAPlus() {
    RequestTarget target = RequestTarget.of("/upload/a", "expires=2030-01-01T00:00:00+01:00&b");

    assertThat(target.parameter("expires")).hasValue("2030-01-01T00:00:00+01:00");
    assertThat(target.parameter("b")).hasValue("");
    assertThat(target.parameter("c")).isEmpty();
  }

  @Test
  void queriesThatSayTwoThingsAreRefused() {
    assertThatThrownBy(() -> RequestTarget.of("/a", "x=1&x=2")).isInstanceOf(FilesException.class);
    assertThatThrownBy(() -> RequestTarget.of("/a", "x=%zz")).isInstanceOf(FilesException.class);
    assertThatThrownBy(() -> RequestTarget.of("/a", "inline=yes").flag("inline"))
        .hasMessageContaining("inline")
        .hasMessageContaining("yes");
  }

  @Test
  void nothingIsNormalized() {
    assertThat(RequestTarget.of("/upload/../a/./b", "").segments())
        .isEqualTo(List.of("upload", "..", "a", ".", "b"));
  }

  private static String name(String raw) {
    return RequestTarget.of("/upload/" + raw, "").segments().get(1);
  }
}
