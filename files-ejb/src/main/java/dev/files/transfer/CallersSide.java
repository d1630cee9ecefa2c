package dev.files.transfer;

import dev.files.protocol.chunks.VerifiedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The caller's end of one call: its channel or sink. What fails there is no fault of the node. */
final class CallersSide {
  /** By the calling thread, or by one that breaks the call off. */
  private volatile boolean failed;

  /** Whether the call ended because channel or sink did, or because its caller wanted it to. */
  boolean hasFailed() {
    return failed;
  }

  void brokeOff() {
    failed = true;
  }

  ReadableByteChannel watch(ReadableByteChannel bytes) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        boolean good = false;
        try {
          int read = bytes.read(into);
          good = true;
          return read;
        } finally {
          if (!good) {
            failed = true;
          }
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
      boolean good = false;
      try {
        sink.accept(bytes);
        good = true;
      } finally {
        if (!good) {
          failed = true;
        }
      }
    };
  }
}
