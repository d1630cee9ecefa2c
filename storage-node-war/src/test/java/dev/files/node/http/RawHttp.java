package dev.files.node.http;

import dev.files.node.NodeUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is told, as no library would. */
final class RawHttp implements Closeable {
  static final String TOKEN = "Authorization: Bearer " + NodeUnderTest.SECRET + "\r\n";

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  RawHttp(NodeUnderTest node) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = socket.getInputStream();
  }

  /** An answer; the names of its headers are in lower case. */
  static final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean whole;

    private Answer(int status, Map<String, String> headers, byte[] body, boolean whole) {
      this.status = status;
      this.headers = headers;
      this.body = body;
      this.whole = whole;
    }

    int status() {
      return status;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }

    /** Whether all announced bytes came. */
    boolean whole() {
      return whole;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** One request on a connection of its own. */
  static Answer send(NodeUnderTest node, String head, byte[] body) throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      http.write(head + "Content-Length: " + body.length + "\r\n\r\n");
      http.write(body);
      return http.answer(head.startsWith("HEAD"));
    }
  }

  /** One request without a body. */
  static Answer send(NodeUnderTest node, String method, String target, String headers)
      throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      http.write(head(method, target, headers) + "\r\n");
      return http.answer(method.equals("HEAD"));
    }
  }

  static String head(String method, String target, String headers) {
    return method + " " + target + " HTTP/1.1\r\nHost: node\r\n" + headers;
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void endOfOutput() throws IOException {
    socket.shutdownOutput();
  }

  Answer answer(boolean ofHead) throws IOException {
    int status = Integer.parseInt(line().substring(9, 12));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (ofHead || status == 304 || status == 100) {
      return new Answer(status, headers, new byte[0], true);
    }
    byte[] body = new byte[length];
    int read = 0;
    try {
      while (read < length) {
        int n = in.read(body, read, length - read);
        if (n < 0) {
          break;
        }
        read += n;
      }
    } catch (SocketTimeoutException e) {
      // A server that hangs has not cut anything off.
      throw e;
    } catch (IOException e) {
      // Cut off: told by the answer.
    }
    return new Answer(status, headers, Arrays.copyOf(body, read), read == length);
  }

  /** Whether the server closed the connection. */
  boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within a header");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
