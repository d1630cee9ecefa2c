package dev.files.transfer;

import dev.files.protocol.chunks.VerifiedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The caller's end of one call: its channel or sink. What fails there is no fault of the node, and
 * the time that is spent there is none of its own.
 */
final class CallersSide {
  private LongSupplier nanos = () -> 0;
  private boolean failed;
  private OptionalLong lastTaken = OptionalLong.empty();
  private OptionalLong firstGiven = OptionalLong.empty();

  /** Has it note times by this clock. */
  void clock(LongSupplier clock) {
    nanos = clock;
  }

  /** Whether the call ended because channel or sink did. */
  boolean hasFailed() {
    return failed;
  }

  /** When the node had been sent all bytes; empty: it takes none, or not yet. */
  OptionalLong lastTaken() {
    return lastTaken;
  }

  /** When the node's first bytes were there; empty: it sends none, or not yet. */
  OptionalLong firstGiven() {
    return firstGiven;
  }

  ReadableByteChannel watch(ReadableByteChannel bytes) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        boolean good = false;
        try {
          int read = bytes.read(into);
          good = true;
          lastTaken = OptionalLong.of(nanos.getAsLong());
          return read;
        } finally {
          failed |= !good;
        }
      }

      @Override
      public boolean isOpen() {
        return bytes.isOpen();
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }

  VerifiedBytes watch(VerifiedBytes sink) {
    return bytes -> {
      if (firstGiven.isEmpty()) {
        firstGiven = OptionalLong.of(nanos.getAsLong());
      }
      boolean good = false;
      try {
        sink.accept(bytes);
        good = true;
      } finally {
        failed |= !good;
      }
    };
  }
}
