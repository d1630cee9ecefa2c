package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.ChunkStoreContract;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.client.HttpPoolSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract once more over TLS, where the bytes are copied instead of sent from the file. */
class TlsTest extends ChunkStoreContract {
  private static final String PASSWORD = "changeit";

  @TempDir static Path keys;
  private static SSLContext context;

  @TempDir Path data;
  private NodeUnderTest node;
  private HttpPool pool;

  @BeforeAll
  static void makeKey() throws Exception {
    Path store = keys.resolve("node.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    context = contextOf(store);
  }

  private static SSLContext contextOf(Path store) throws GeneralSecurityException, IOException {
    KeyStore key = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      key.load(stream, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(key, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("node", key.getCertificate(key.aliases().nextElement()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @BeforeEach
  void start() throws IOException {
    node =
        new NodeUnderTest(
            data, NodeUnderTest.LIMITS, OptionalLong.empty(), Optional.of(context), Map.of());
    pool = new HttpPool(HttpPoolSettings.of("test").withTls(context), NodeUnderTest.SECRETS);
  }

  @AfterEach
  void stop() throws IOException {
    pool.close();
    node.close();
  }

  @Override
  protected ChunkStore store() {
    return new HttpChunkStore(pool, node.tlsUrl());
  }

  @Override
  protected void damage(ChunkId id, int offset) throws IOException {
    node.damage(id, offset);
  }

  @Test
  void sendsNothingToAServerThatItDoesNotTrust() {
    HttpChunkStore stranger = new HttpChunkStore(node.pool(), node.tlsUrl());
    assertThatThrownBy(() -> stranger.list(Optional.empty(), 1)).isInstanceOf(SSLException.class);
  }
}
