package dev.files.bench.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One kept-alive connection: a request, then its response, one after the other. */
final class Connection implements Closeable {
  /**
   * Longest head that is accepted, in bytes: also the most that one line of chunked coding takes.
   */
  private static final int MOST_HEAD_BYTES = 16 * 1024;

  private final SocketChannel channel;

  /** Bytes read and not yet consumed lie between position and limit. */
  private final ByteBuffer in;

  private boolean reusable = true;
  private long restsSince = System.nanoTime();

  private Connection(SocketChannel channel, ByteBuffer in) {
    this.channel = channel;
    this.in = in;
  }

  /** Borrows {@code in}, a direct buffer, for as long as the connection lives. */
  static Connection open(Endpoint endpoint, ByteBuffer in) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new Connection(channel, in.clear().limit(0));
  }

  boolean reusable() {
    return reusable && channel.isOpen();
  }

  Duration restedFor() {
    return Duration.ofNanos(System.nanoTime() - restsSince);
  }

  Response exchange(Request request, BodySink sink) throws IOException {
    reusable = false;
    send(request);
    ResponseHead head = readHead();
    while (head.interim()) {
      head = readHead();
    }
    long bodyBytes = readBody(head, head.redirect() ? BodySink.drop() : sink);
    boolean delimited = head.withoutBody() || head.chunked() || head.contentLength() >= 0;
    reusable = delimited && !head.close();
    restsSince = System.nanoTime();
    return new Response(head.status(), head.location(), bodyBytes);
  }

  private void send(Request request) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(request.head().getBytes(StandardCharsets.ISO_8859_1));
    BodySource body = request.body().orElse(null);
    if (body == null || body.length() == 0) {
      writeAll(head);
      return;
    }
    // Head and first window in one call: a small upload is then a single segment.
    ByteBuffer[] both = {head, body.window(0)};
    long sent = both[1].remaining();
    while (both[0].hasRemaining() || both[1].hasRemaining()) {
      channel.write(both);
    }
    while (sent < body.length()) {
      ByteBuffer window = body.window(sent);
      sent += window.remaining();
      writeAll(window);
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ResponseHead readHead() throws IOException {
    int scanned = 0;
    while (true) {
      for (; scanned + 4 <= in.remaining(); scanned++) {
        int at = in.position() + scanned;
        if (in.get(at) == '\r' && in.getInt(at) == 0x0d0a0d0a) {
          byte[] head = new byte[scanned];
          in.get(head).position(at + 4);
          return ResponseHead.parse(new String(head, StandardCharsets.ISO_8859_1));
        }
      }
      if (in.remaining() > MOST_HEAD_BYTES) {
        throw new IOException("the head of the response is longer than " + MOST_HEAD_BYTES);
      }
      readMore();
    }
  }

  private long readBody(ResponseHead head, BodySink sink) throws IOException {
    if (head.withoutBody()) {
      return 0;
    }
    if (head.chunked()) {
      return readChunked(sink);
    }
    if (head.contentLength() >= 0) {
      readExactly(head.contentLength(), sink);
      return head.contentLength();
    }
    return readToEnd(sink);
  }

  private void readExactly(long length, BodySink sink) throws IOException {
    long left = length;
    while (left > 0) {
      if (!in.hasRemaining()) {
        refill();
      }
      int end = in.limit();
      int take = (int) Math.min(left, in.remaining());
      in.limit(in.position() + take);
      sink.accept(in);
      in.position(in.limit()).limit(end);
      left -= take;
    }
  }

  private long readChunked(BodySink sink) throws IOException {
    long total = 0;
    while (true) {
      String line = readLine();
      int semicolon = line.indexOf(';');
      long size;
      try {
        size = Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
      } catch (NumberFormatException e) {
        throw new IOException("malformed chunk size: " + line, e);
      }
      if (size == 0) {
        while (!readLine().isEmpty()) {
          // Trailer fields are of no use here.
        }
        return total;
      }
      readExactly(size, sink);
      readLine();
      total += size;
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() <= MOST_HEAD_BYTES) {
      if (!in.hasRemaining()) {
        refill();
      }
      char c = (char) (in.get() & 0xff);
      if (c == '\n') {
        return line.toString().stripTrailing();
      }
      line.append(c);
    }
    throw new IOException("a line of the chunked coding is longer than " + MOST_HEAD_BYTES);
  }

  private long readToEnd(BodySink sink) throws IOException {
    long total = 0;
    do {
      total += in.remaining();
      sink.accept(in);
      in.clear();
    } while (channel.read(in) >= 0 && in.flip().hasRemaining());
    in.limit(0);
    return total;
  }

  private void refill() throws IOException {
    in.clear();
    receive();
    in.flip();
  }

  private void readMore() throws IOException {
    in.compact();
    receive();
    in.flip();
  }

  private void receive() throws IOException {
    if (channel.read(in) < 0) {
      in.flip();
      throw new EOFException("the server closed the connection in the middle of a response");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
