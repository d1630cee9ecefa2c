package dev.files.protocol.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.security.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader whose node is silent is broken off by another thread, on a real socket. */
@Timeout(20)
class BreakOffTest {
  private static final String HEAD =
      "HTTP/1.1 206 Partial Content\r\nContent-Length: 100000\r\n"
          + "Content-Range: bytes 0-99999/100000\r\n"
          + "Files-Block-Checksums: 0;AAAAAAAAAAA=\r\n\r\nsome bytes";

  private static void read(BlockReader reader) {
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
  }

  private static HttpPool patientPool() {
    return new HttpPool(
        HttpPoolSettings.of("test").withSocketTimeout(Duration.ofHours(1)),
        new Secrets(List.of("a secret of the tests")));
  }

  private static BlockReader reader(HttpPool pool, ServerSocket node) {
    return new HttpChunkStore(pool, URI.create("http://127.0.0.1:" + node.getLocalPort()))
        .reader(ChunkId.ofBytes(new byte[32]), ByteRange.all(100_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", HEAD})
  void failsAtOnceWhereItWaits(String answer) throws Exception {
    try (ServerSocket node = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpPool pool = patientPool();
        BlockReader reader = reader(pool, node)) {
      CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(reader));
      try (Socket connection = node.accept()) {
        // The request is there, so the reader waits for the answer, or for the rest of it.
        connection.getInputStream().read();
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        reader.breakOff();
        reading.get();
      }
    }
  }

  @Test
  void failsWithoutACallWhenItIsBrokenOffBefore() throws IOException {
    try (ServerSocket node = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpPool pool = patientPool();
        BlockReader reader = reader(pool, node)) {
      reader.breakOff();
      read(reader);
    }
  }
}
