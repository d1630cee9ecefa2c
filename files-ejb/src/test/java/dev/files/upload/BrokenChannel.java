package dev.files.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A client that sends some bytes and then is gone. */
final class BrokenChannel implements ReadableByteChannel {
  private final IOException cause;
  private long left;

  BrokenChannel(long bytes, IOException cause) {
    this.left = bytes;
    this.cause = cause;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (left == 0) {
      throw cause;
    }
    int length = (int) Math.min(Math.min(left, into.remaining()), 16 * 1024);
    into.position(into.position() + length);
    left -= length;
    return length;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // Nothing to give back.
  }
}
