package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostHeaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x", "files.example.org", "files.example.org.", "my_host:8080", "127.0.0.1:1",
        "127.0.0.1:65535", "[::1]", "[::1]:8080", "[2001:db8::7.8.9.1]:80", "xn--bcher-kva.example"
      })
  void takesHostsThatALinkCanName(String host) {
    assertThat(HostHeader.parse(List.of(host))).hasValue(host);
  }

  @Test
  void aPortMayBeLeftOutBehindItsColon() {
    assertThat(HostHeader.parse(List.of("x:"))).hasValue("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "evil/path",
        "a\"b",
        "a@b",
        "a?b",
        "a#b",
        "x:0",
        "x:65536",
        "x:999999",
        "x:8080:1",
        "x:-1",
        "x:+1",
        "[::1",
        "::1",
        "[]",
        "[::1%25eth0]",
        "[1.2.3.4]",
        "[::g]",
        "[:::]",
        "999.1.1.1",
        "1.2.3",
        "1.2.3.4.5",
        "0x7f.1",
        "a..b",
        ".a",
        "-a",
        "a-",
        ".",
        "default-host:8080",
        "default-host"
      })
  void refusesTheRest(String host) {
    assertThat(HostHeader.parse(List.of(host))).isEmpty();
  }

  @Test
  void twoHostsAreNone() {
    assertThat(HostHeader.parse(List.of("a", "a"))).isEmpty();
    assertThat(HostHeader.parse(List.of())).isEmpty();
    assertThatThrownBy(() -> HostHeader.refuseForged(List.of("a", "a")))
        .isInstanceOf(FilesException.class);
  }

  @Test
  void aMissingHostIsNoForgedOne() {
    for (List<String> values : List.of(List.<String>of(), List.of(""), List.of("x:8080"))) {
      assertThatCode(() -> HostHeader.refuseForged(values)).doesNotThrowAnyException();
    }
    assertThatCode(() -> HostHeader.refuseForged(List.of("default-host:8080")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> HostHeader.refuseForged(List.of("x:0")))
        .isInstanceOf(FilesException.class);
  }
}
