package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests whose end is in doubt (RFC 9112, 6 and 7.1), on the real servers of front and node: they
 * are refused, and what stands behind them on their connection is not served.
 */
@ExtendWith(SharedCluster.class)
class FramingIT {
  private Cluster cluster;

  @BeforeEach
  void cluster(Cluster shared) {
    cluster = shared;
  }

  /** A request's headers and body after the first line, and the status that is right. */
  private record Case(String name, String rest, int status) {}

  /** 400 of the server's parser, which tells no reason. */
  private static final int BY_SERVER = -400;

  private static final List<Case> CASES =
      List.of(
          chunked("junk behind a chunk", "3\r\nabcJUNKJUNK\r\n3\r\ndef\r\n0\r\n\r\n"),
          chunked("a bare line feed behind the size", "3\nabc\r\n0\r\n\r\n"),
          chunked("a line feed in an extension", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
          chunked("a size that is none", "zz\r\nabc\r\n0\r\n\r\n"),
          chunked("a negative size", "-1\r\n\r\n"),
          chunked("no size", "\r\nabc\r\n0\r\n\r\n"),
          new Case("xchunked", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
          new Case("gzip alone", "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400),
          new Case("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
          new Case(
              "chunked, identity", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
          new Case(
              "a length beyond 2^64", "Content-Length: 18446744073709551621\r\n\r\nhello", 400),
          new Case("two lengths", "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", BY_SERVER),
          new Case(
              "length and coding",
              "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              BY_SERVER));

  private static Case chunked(String name, String body) {
    return new Case(name, "Transfer-Encoding: chunked\r\n\r\n" + body, 400);
  }

  @TestFactory
  List<DynamicTest> refusesAndReadsNothingBehind() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case each : CASES) {
      tests.add(DynamicTest.dynamicTest("front: " + each.name(), () -> onFront(each)));
      tests.add(DynamicTest.dynamicTest("node: " + each.name(), () -> onNode(each)));
    }
    return tests;
  }

  private void onFront(Case each) throws IOException {
    refuses(cluster.front(1), "PUT /upload/x", "", each);
  }

  private void onNode(Case each) throws IOException {
    refuses(
        URI.create(cluster.server("node-1").url()),
        "POST /chunk",
        "Authorization: Bearer " + cluster.secret() + "\r\n",
        each);
  }

  private static void refuses(URI server, String request, String headers, Case each)
      throws IOException {
    String host = "Host: " + server.getAuthority() + "\r\n";
    String second = "GET /health/live HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";

    String answer =
        RawHttp.exchange(server, request + " HTTP/1.1\r\n" + host + headers + each.rest() + second);

    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(Math.abs(each.status()));
    assertThat(answer)
        .contains(each.status() == BY_SERVER ? "\r\n\r\n" : "application/problem+json")
        .containsIgnoringCase("connection: close")
        .containsIgnoringCase("content-length: ")
        .doesNotContain("HTTP/1.1 20");
  }
}
