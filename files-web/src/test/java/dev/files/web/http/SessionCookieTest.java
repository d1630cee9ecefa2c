package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionCookieTest {
  @ParameterizedTest
  @CsvSource({
    "http, '', false",
    "https, '', true",
    "http, https://files.example.org, true",
    "http, http://files.example.org, false"
  })
  void neverLeavesInTheClearWhereBrowsersComeOverTls(
      String scheme, String publicUrl, boolean secure) {
    Optional<URI> known = Optional.of(publicUrl).filter(text -> !text.isEmpty()).map(URI::create);

    String cookie = SessionCookie.set("id", Duration.ofHours(12), request(scheme), known);

    assertThat(cookie).startsWith("files-session=id; Path=/; Max-Age=43200; HttpOnly;");
    assertThat(cookie.endsWith("; Secure")).isEqualTo(secure);
  }

  private static HttpServletRequest request(String scheme) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SessionCookieTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> method.getName().equals("getScheme") ? scheme : null);
  }
}
