package dev.files.node.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * The body of an answer whose Content-Length is set; the headers leave with its first bytes.
 *
 * <p>On Undertow's own channel a run of a file goes to the socket without passing through the JVM
 * (over TLS the channel copies), one verified window at a time, which the servlet's stream cannot
 * be told; and a reader that stalls can be given up.
 */
abstract class ResponseBody {
  static ResponseBody of(HttpServletResponse response, Pace pace) throws IOException {
    ServletRequestContext context = ServletRequestContext.current();
    return context == null
        ? new OfStream(response.getOutputStream())
        : new OfUndertow(context.getExchange(), pace);
  }

  /** Sends a run of the file. The channel's position is not used. */
  abstract void send(FileChannel file, long position, long count) throws IOException;

  /** All bytes were given: flushes them. */
  abstract void finish() throws IOException;

  private static final class OfUndertow extends ResponseBody {
    private final HttpServerExchange exchange;
    private final Pace pace;
    private StreamSinkChannel channel;

    OfUndertow(HttpServerExchange exchange, Pace pace) {
      this.exchange = exchange;
      this.pace = pace;
    }

    @Override
    void send(FileChannel file, long position, long count) throws IOException {
      if (file.size() < position + count) {
        throw new IOException("the file ends before the chunk");
      }
      long end = position + count;
      long at = channel == null && count > 0 ? sendFirst(file, position, count) : position;
      while (at < end) {
        long sent;
        try {
          sent = channel.transferFrom(file, at, end - at);
        } catch (IOException e) {
          throw new PeerGone(e);
        }
        at += sent;
        went(sent);
      }
    }

    /**
     * The first bytes are copied, into one packet train with the headers; a small chunk leaves in
     * one system call. Undertow would do the same, but from the file channel's own position and
     * beyond the end of the window.
     *
     * @return the position behind them
     */
    private long sendFirst(FileChannel file, long position, long count) throws IOException {
      try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
        ByteBuffer first = pooled.getBuffer().clear();
        first.limit((int) Math.min(first.capacity(), count));
        if (file.read(first, position) < 0) {
          throw new IOException("the file ends before the chunk");
        }
        int read = first.flip().remaining();
        write(first);
        return position + read;
      }
    }

    private void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        int sent;
        try {
          sent = channel().write(bytes);
        } catch (IOException e) {
          throw new PeerGone(e);
        }
        went(sent);
      }
    }

    @Override
    void finish() throws IOException {
      try {
        channel().shutdownWrites();
        while (!channel().flush()) {
          awaitWritable();
        }
      } catch (IOException e) {
        IoUtils.safeClose(exchange.getConnection());
        throw e instanceof PeerGone ? e : new PeerGone(e);
      }
    }

    private void went(long bytes) throws IOException {
      pace.moved(bytes);
      if (bytes == 0) {
        awaitWritable();
      }
    }

    private void awaitWritable() throws IOException {
      long left = pace.leftNanos();
      if (left <= 0) {
        throw new PeerGone("the reader is slower than the node's least rate");
      }
      channel().awaitWritable(left, TimeUnit.NANOSECONDS);
    }

    private StreamSinkChannel channel() {
      if (channel == null) {
        channel = exchange.getResponseChannel();
        if (channel == null) {
          throw new IllegalStateException("the response's channel is taken");
        }
      }
      return channel;
    }
  }

  /** For a container that is not Undertow. */
  private static final class OfStream extends ResponseBody {
    private final OutputStream stream;
    private final WritableByteChannel channel;

    OfStream(OutputStream stream) {
      this.stream = stream;
      this.channel = Channels.newChannel(stream);
    }

    @Override
    void send(FileChannel file, long position, long count) throws IOException {
      long at = position;
      while (at < position + count) {
        long sent = file.transferTo(at, position + count - at, channel);
        if (sent <= 0) {
          throw new IOException("the file ends before the chunk");
        }
        at += sent;
      }
    }

    @Override
    void finish() throws IOException {
      stream.flush();
    }
  }
}
