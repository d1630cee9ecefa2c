package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks servers how they are. */
final class Probe {
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** Of an answer that needs reading from disks. */
  static final Duration LONG = Duration.ofMinutes(10);

  private static final int CONNECT_MILLIS = 1_000;

  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Trusts what the servers trust.
   *
   * @param settings {@code FILES_TRUST_STORE} and {@code FILES_TRUST_STORE_PASSWORD}, when the
   *     servers speak TLS
   */
  Probe(Map<String, String> settings) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(LIMIT).followRedirects(HttpClient.Redirect.NEVER);
    Optional.ofNullable(settings.get("FILES_TRUST_STORE"))
        .map(store -> trusting(Path.of(store), settings.get("FILES_TRUST_STORE_PASSWORD")))
        .ifPresent(builder::sslContext);
    http = builder.build();
  }

  /** The status of a GET and the text that came with it; empty when nobody answered. */
  Optional<HttpResponse<String>> get(String url, Optional<String> bearer) {
    return send("GET", url, bearer, Optional.empty());
  }

  /**
   * The answer to a request; empty when nobody answered.
   *
   * @param json the body, when there is one
   */
  Optional<HttpResponse<String>> send(
      String method, String url, Optional<String> bearer, Optional<String> json) {
    return send(method, url, bearer, json, LIMIT);
  }

  Optional<HttpResponse<String>> send(
      String method, String url, Optional<String> bearer, Optional<String> json, Duration limit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(limit)
            .method(
                method,
                json.map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    json.ifPresent(body -> request.header("Content-Type", "application/json"));
    bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    try {
      return Optional.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      refuseDistrust(url, e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What a GET answers with 200, as a stream; empty when nobody answered so. */
  Optional<HttpResponse<InputStream>> bytes(String url, String bearer) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(LONG)
            .header("Authorization", "Bearer " + bearer)
            .build();
    try {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() == 200) {
        return Optional.of(answer);
      }
      answer.body().close();
      return Optional.empty();
    } catch (IOException e) {
      refuseDistrust(url, e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** When each node that a front counts as active pinged last, by node id; empty on no answer. */
  Optional<Map<String, Instant>> lastPings(String frontUrl, String secret) {
    return get(frontUrl + "/active-nodes", Optional.of(secret))
        .filter(response -> response.statusCode() == 200)
        .map(
            response -> {
              Map<String, Instant> pings = new TreeMap<>();
              try {
                for (JsonNode node : json.readTree(response.body())) {
                  pings.put(
                      node.path("id").asText(), Instant.parse(node.path("lastPing").asText()));
                }
              } catch (IOException e) {
                throw new LauncherException(frontUrl + "/active-nodes answers no JSON", e);
              }
              return pings;
            });
  }

  /** A certificate does not get better by waiting, and "does not answer" would be a wrong word. */
  private static void refuseDistrust(String url, IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        throw new LauncherException(
            "the certificate of FILES_KEY_STORE does not suit "
                + url
                + " ("
                + cause.getMessage()
                + "); it must name that host, and FILES_TRUST_STORE must trust it");
      }
    }
  }

  static boolean accepts(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLContext trusting(Path store, String password) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(in, password == null ? new char[0] : password.toCharArray());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new LauncherException("cannot use FILES_TRUST_STORE " + store, e);
    }
  }
}
