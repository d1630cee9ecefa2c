package dev.files.bench.slow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.bench.StoreServer;
import dev.files.bench.slow.SlowClients.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SlowClientsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void sendsTheFirstBytesAndNoMore() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SlowClients clients = SlowClients.of(uri(server))) {
      Behaviour stalled = Behaviour.upload("/upload/x", 1000, 10, 0);
      clients.add(1, stalled);
      try (Socket socket = server.accept()) {
        int length = stalled.head().length() + 10;
        String came =
            new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
        assertThat(came).startsWith("PUT /upload/x HTTP/1.1\r\n").endsWith("\0".repeat(10));
        await(() -> clients.rushing() == 0);
        assertThat(clients.sent()).isEqualTo(10);
        assertThat(clients.open()).isEqualTo(1);
      }
      // The server has closed without an answer.
      await(() -> clients.open() == 0);
      assertThat(clients.broken()).isEqualTo(1);
    }
  }

  @Test
  void goesOnAtItsRateUntilAllIsSentAndReadsTheAnswer() throws IOException {
    try (StoreServer store = new StoreServer();
        SlowClients clients = SlowClients.of(store.base())) {
      clients.add(2, Behaviour.upload("/upload/x", 2000, 1000, 1000));
      await(() -> clients.statuses().equals(Map.of(201, 2)));
      assertThat(store.bodies).hasSize(2);
    }
  }

  @Test
  void readsNothingOrSlowly() throws IOException {
    try (StoreServer store = new StoreServer();
        SlowClients clients = SlowClients.of(store.base())) {
      store.bodies.put("x", new byte[10_000_000]);
      clients.add(1, Behaviour.download("/download/x", 0));
      clients.add(1, Behaviour.download("/download/x", 1000));
      await(() -> clients.statuses().equals(Map.of(200, 1)));
      assertThat(clients.open()).isEqualTo(2);
    }
  }

  @Test
  void countsWhoFindsNoServer() throws IOException {
    URI nobody;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = uri(server);
    }
    try (SlowClients clients = SlowClients.of(nobody)) {
      clients.add(3, Behaviour.download("/", 0));
      await(() -> clients.broken() == 3);
      assertThat(clients.rushing()).isZero();
      assertThat(clients.open()).isZero();
    }
  }

  private static URI uri(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within " + LIMIT).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
