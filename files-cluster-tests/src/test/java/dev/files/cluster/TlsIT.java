package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster with TLS between everybody and no plain port. */
class TlsIT {
  private static final String PASSWORD = "of-a-test-key-store";

  @Test
  void theClusterRunsOverTls(@TempDir Path keys) throws Exception {
    Path keyStore = keys.resolve("files.p12");
    Path trustStore = keys.resolve("trust.p12");
    Path certificate = keys.resolve("files.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "files",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-validity",
        "2",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        keyStore.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "files",
        "-file",
        certificate.toString(),
        "-keystore",
        keyStore.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "files",
        "-file",
        certificate.toString(),
        "-keystore",
        trustStore.toString());
    Cluster.Plan plan =
        Cluster.Plan.named("tls", 17_000)
            .nodes(2)
            .with("FILES_KEY_STORE", keyStore.toString())
            .with("FILES_KEY_STORE_PASSWORD", PASSWORD)
            .with("FILES_TRUST_STORE", trustStore.toString())
            .with("FILES_TRUST_STORE_PASSWORD", PASSWORD);
    try (Cluster cluster = Cluster.start(plan)) {
      URI front = cluster.front(1);
      assertThat(front.getScheme()).isEqualTo("https");
      HttpClient http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(trusting(trustStore))
              .build();
      byte[] bytes = new TestBytes(1, 9 * 1024 * 1024).array();
      HttpResponse<String> uploaded =
          http.send(
              HttpRequest.newBuilder(front.resolve("/upload/tls.bin?layout=whole"))
                  .timeout(Duration.ofMinutes(1))
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
      URI url = URI.create(uploaded.body().strip());
      assertThat(url.getScheme()).isEqualTo("https");
      assertThat(Arrays.equals(bytes, get(http, url))).isTrue();
      // From the node itself, by a signed URL.
      HttpResponse<Void> redirect =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "?redirect=true")).build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(redirect.statusCode()).isEqualTo(302);
      URI node = URI.create(redirect.headers().firstValue("Location").orElseThrow());
      assertThat(node.getScheme()).isEqualTo("https");
      assertThat(Arrays.equals(bytes, get(http, node))).isTrue();
      assertThatThrownBy(
              () -> {
                String answer = RawHttp.exchange(front, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                if (!answer.startsWith("HTTP/")) {
                  throw new IOException("no HTTP without TLS");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] get(HttpClient http, URI url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private static SSLContext trusting(Path store) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      trusted.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
  }
}
