package dev.files.bench.http;

import java.nio.ByteBuffer;

/** Makes the bytes of a request body, window by window. */
public interface BodySource {
  long length();

  /**
   * The bytes that begin at {@code offset}: at least one, at most what is left. The buffer is the
   * source's own and holds until the next call.
   */
  ByteBuffer window(long offset);
}
