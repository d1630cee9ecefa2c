package dev.files.web.http;

import dev.files.http.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The body of a request as a channel that waits for the client. */
public final class RequestBody implements ReadableByteChannel {
  private final Exchange exchange = Exchange.current();

  @Override
  public int read(ByteBuffer into) throws IOException {
    return into.hasRemaining() ? exchange.readOrWait(into) : 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Does nothing: the connection belongs to the server. */
  @Override
  public void close() {}
}
