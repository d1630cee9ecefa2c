package dev.files.web.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

/**
 * A request whose body can be had only as far as it was received beforehand: nobody waits for a
 * client here by reading. Parameters stay empty: asking the server for them would swallow a body
 * that is typed as a form.
 */
final class BodilessRequest extends HttpServletRequestWrapper {
  private final ServletInputStream body;

  BodilessRequest(HttpServletRequest request, byte[] received) {
    super(request);
    this.body = new Received(received);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
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

  private static final class Received extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Received(byte[] received) {
      this.bytes = new ByteArrayInputStream(received);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return bytes.read(into, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("the body is here already");
    }
  }
}
