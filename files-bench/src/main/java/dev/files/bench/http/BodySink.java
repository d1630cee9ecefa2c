package dev.files.bench.http;

import java.nio.ByteBuffer;

/** Takes the bytes of a response body in order, buffer by buffer. */
@FunctionalInterface
public interface BodySink {
  /** Looks at the bytes between position and limit; need not consume them. */
  void accept(ByteBuffer bytes);

  /** Forgets the bytes. */
  static BodySink drop() {
    return bytes -> {};
  }
}
