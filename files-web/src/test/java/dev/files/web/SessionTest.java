package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private static final String DRAIN = "/admin/nodes/" + MemoryControl.NODE.hex() + "/drain";

  private RunningFront front;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() {
    front.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        front.request(path).method(method, BodyPublishers.ofString(body)).headers(headers);
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> form(String token, String origin) throws Exception {
    return send(
        "POST",
        "/session",
        "token=" + token,
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Origin",
        origin);
  }

  private String own() {
    return "http://127.0.0.1:" + front.port();
  }

  private String cookie() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/session", "", "Authorization", "Bearer " + RunningFront.ADMIN);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"expires\":\"" + MemorySessions.EXPIRES + '"');
    return setCookie(answer).split(";", 2)[0];
  }

  private static String setCookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  @Test
  void theTokenIsTradedForACookieThatNoScriptReadsAndNoOtherSiteSends() throws Exception {
    HttpResponse<String> answer = form(RunningFront.ADMIN, own());

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/admin");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(setCookie(answer))
        .isEqualTo("files-session=session-1; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
  }

  @Test
  void theCookieOpensWhatOperatorsAsk() throws Exception {
    String cookie = cookie();

    for (String path : new String[] {"/admin/nodes", "/admin/workers", "/metrics"}) {
      assertThat(send("GET", path, "", "Cookie", cookie).statusCode()).isEqualTo(200);
      assertProblem(send("GET", path, "", "Cookie", "files-session=x"), 401, "operators");
    }
    assertThat(send("GET", "/admin", "", "Cookie", cookie).body())
        .doesNotContain("data-test=\"login\"");
    assertThat(send("GET", "/admin", "", "Accept", "*/*").body()).contains("data-test=\"login\"");
  }

  @Test
  void aTokenThatIsWrongIsNotMendedByACookie() throws Exception {
    assertProblem(
        send("GET", "/admin/nodes", "", "Cookie", cookie(), "Authorization", "Bearer x"),
        401,
        "operators");
  }

  @Test
  void whatAProxyAsksOfBrowsersIsNoToken() throws Exception {
    assertThat(
            send("GET", "/admin/nodes", "", "Cookie", cookie(), "Authorization", "Basic eDp5")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "same-origin"})
  void ourPagesChangeWithIt(String sender) throws Exception {
    assertThat(
            send(
                    "POST",
                    DRAIN,
                    "",
                    "Cookie",
                    cookie(),
                    sender.equals("own") ? "Origin" : "Sec-Fetch-Site",
                    sender.equals("own") ? own() : sender)
                .statusCode())
        .isEqualTo(200);
    assertThat(front.operators.orders).containsExactly("drain");
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, */*",
    "Origin, null",
    "Origin, http://127.0.0.1:1",
    "Origin, " + RunningFront.ALLOWED_ORIGIN,
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, none"
  })
  void nobodyElseChangesWithIt(String header, String value) throws Exception {
    String cookie = cookie();

    assertProblem(send("POST", DRAIN, "", "Cookie", cookie, header, value), 403, "Origin");
    assertProblem(send("DELETE", "/session", "", "Cookie", cookie, header, value), 403, "Origin");
    assertThat(front.operators.orders).isEmpty();
    assertThat(front.sessions.open).hasSize(1);
  }

  @Test
  void theFormIsNobodyElsesEither() throws Exception {
    assertProblem(form(RunningFront.ADMIN, RunningFront.ALLOWED_ORIGIN), 403, "Origin");
    assertThat(front.sessions.open).isEmpty();
  }

  @Test
  void loggingOutEndsIt() throws Exception {
    String cookie = cookie();
    String other = cookie();

    HttpResponse<String> answer = send("DELETE", "/session", "", "Cookie", cookie, "Origin", own());

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(setCookie(answer)).startsWith("files-session=; Path=/; Max-Age=0;");
    assertThat(send("GET", "/admin/nodes", "", "Cookie", cookie).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/admin/nodes", "", "Cookie", other).statusCode()).isEqualTo(200);
    assertProblem(
        send("DELETE", "/session", "", "Cookie", cookie, "Origin", own()), 401, "operators");
  }

  @Test
  void theTokenEndsAll() throws Exception {
    cookie();
    cookie();

    assertThat(
            send("DELETE", "/session", "", "Authorization", "Bearer " + RunningFront.ADMIN)
                .statusCode())
        .isEqualTo(204);
    assertThat(front.sessions.open).isEmpty();
  }

  @Test
  void whoeverTriesTooOftenWaits() throws Exception {
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> wrong = form("wrong", own());
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.body()).contains("This is not the admin token");
    }

    HttpResponse<String> page = form(RunningFront.ADMIN, own());
    assertThat(page.statusCode()).isEqualTo(429);
    assertThat(page.body()).contains("data-test=\"login\"", "wait a little");
    HttpResponse<String> json =
        send("POST", "/session", "", "Authorization", "Bearer " + RunningFront.ADMIN);
    assertProblem(json, 429, "wait");
    assertThat(json.headers().firstValue("Retry-After").orElseThrow()).matches("[1-6]");
    assertThat(front.sessions.open).isEmpty();
  }

  @Test
  void whatIsWrongInTheFormIsNoToken() throws Exception {
    assertThat(form("%zz", own()).statusCode()).isEqualTo(401);
    assertThat(form("x".repeat(5000), own()).statusCode()).isEqualTo(401);
    assertProblem(send("POST", "/session", "", "Accept", "*/*"), 401, "token");
  }
}
