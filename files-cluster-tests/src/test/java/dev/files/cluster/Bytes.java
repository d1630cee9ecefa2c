package dev.files.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds and changes bytes in files behind a server's back. */
final class Bytes {
  private static final int STEP = 1024 * 1024;

  private Bytes() {}

  /** Offset of the first place where the sample stands, or -1. */
  static long find(Path file, byte[] sample) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(STEP + sample.length);
      for (long at = 0; at < channel.size(); at += STEP) {
        buffer.clear();
        int n = 0;
        while (buffer.hasRemaining() && channel.read(buffer, at + n) > 0) {
          n = buffer.position();
        }
        for (int i = 0; i + sample.length <= n; i++) {
          if (ByteBuffer.wrap(buffer.array(), i, sample.length).equals(ByteBuffer.wrap(sample))) {
            return at + i;
          }
        }
      }
    }
    return -1;
  }

  static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
      channel.write(one, at);
    }
  }
}
