package dev.files.web.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

/**
 * A request whose body can only be had as bytes and only at a decent rate, whoever reads it.
 * Parameters stay empty: asking the server for them would swallow a body that is typed as a form.
 */
final class BoundedRequest extends HttpServletRequestWrapper {
  private final Stream stream;

  BoundedRequest(HttpServletRequest request, ReadableByteChannel body) {
    super(request);
    this.stream = new Stream(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return stream;
  }

  @Override
  public String getParameter(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String[] getParameterValues(String name) {
    return null;
  }

  private static final class Stream extends ServletInputStream {
    private final ReadableByteChannel body;
    private boolean finished;

    Stream(ReadableByteChannel body) {
      this.body = body;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = body.read(ByteBuffer.wrap(into, offset, length));
      finished |= read < 0;
      return read;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("bodies are read blocking");
    }
  }
}
