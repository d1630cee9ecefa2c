package dev.files.upload;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A client that does something else in the middle of its bytes. */
final class PausingChannel implements ReadableByteChannel {
  private final ByteBuffer bytes;
  private final Runnable pause;
  private boolean paused;

  PausingChannel(byte[] bytes, Runnable pause) {
    this.bytes = ByteBuffer.wrap(bytes);
    this.pause = pause;
  }

  @Override
  public int read(ByteBuffer into) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    if (!paused && bytes.position() >= bytes.capacity() / 2) {
      paused = true;
      pause.run();
    }
    int length = Math.min(Math.min(bytes.remaining(), into.remaining()), 16 * 1024);
    into.put(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
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
