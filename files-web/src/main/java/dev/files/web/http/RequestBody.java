package dev.files.web.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of a request as a blocking channel that reads from the socket straight into the caller's
 * buffer, and gives up on a sender that is too slow: a handful of those must not hold the threads
 * that others need. Only time spent waiting for the sender counts, not time spent storing.
 */
public final class RequestBody implements ReadableByteChannel {
  /** Fewer bytes than this in a window of waiting is too slow: 1 KiB a second. */
  static final long LEAST_BYTES = 30 * 1024;

  static final Duration WINDOW = Duration.ofSeconds(30);

  /** How long one wait may last before the rate is looked at. */
  private static final Duration STEP = Duration.ofSeconds(5);

  private final StreamSourceChannel source;
  private final LongSupplier nanoTime;
  private long waitedNanos;
  private long bytesInWindow;

  RequestBody(StreamSourceChannel source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** The body; on another server than Undertow by its input stream, with a copy more. */
  public static ReadableByteChannel of(HttpServletRequest request) throws IOException {
    Optional<StreamSourceChannel> source = Exchange.current().flatMap(Exchange::body);
    return source.isPresent()
        ? new RequestBody(source.get(), System::nanoTime)
        : Channels.newChannel(request.getInputStream());
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    while (true) {
      int read = source.read(into);
      if (read != 0) {
        bytesInWindow += Math.max(0, read);
        return read;
      }
      await();
    }
  }

  private void await() throws IOException {
    long before = nanoTime.getAsLong();
    source.awaitReadable(STEP.toMillis(), TimeUnit.MILLISECONDS);
    waitedNanos += nanoTime.getAsLong() - before;
    if (waitedNanos < WINDOW.toNanos()) {
      return;
    }
    if (bytesInWindow < LEAST_BYTES) {
      throw new FilesException(
          ProblemType.TOO_SLOW,
          "The body came with less than "
              + LEAST_BYTES
              + " bytes in "
              + WINDOW.toSeconds()
              + " seconds");
    }
    waitedNanos = 0;
    bytesInWindow = 0;
  }

  @Override
  public boolean isOpen() {
    return source.isOpen();
  }

  /** Does nothing: the connection belongs to the server. */
  @Override
  public void close() {}
}
