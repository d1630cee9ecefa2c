package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  @Test
  void namesTheProcessThatHoldsAPort() throws IOException {
    int port;
    try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = held.getLocalPort();
      assertThat(PortCheck.taken("127.0.0.1", port))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem)
                      .contains("port " + port)
                      .contains("process " + ProcessHandle.current().pid()));
    }
    assertThat(PortCheck.taken("127.0.0.1", port)).isEmpty();
  }
}
