package dev.files.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;

/**
 * Stops sending a body when the server has answered already: it refuses, and would cut the
 * connection before its reason was read. Looks once a MiB with one cheap system call; the library's
 * own strategy waits a millisecond each time.
 */
final class EarlyAnswer implements ResponseOutOfOrderStrategy {
  private static final long LOOK_EVERY_BYTES = 1024 * 1024;

  @Override
  public boolean isEarlyResponseDetected(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      InputStream fromServer,
      long sentBytes,
      long nextBytes)
      throws IOException {
    return sentBytes / LOOK_EVERY_BYTES != (sentBytes + nextBytes) / LOOK_EVERY_BYTES
        && fromServer.available() > 0;
  }
}
