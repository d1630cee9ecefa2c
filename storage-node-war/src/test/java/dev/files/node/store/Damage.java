package dev.files.node.store;

import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes bytes behind a store's back. */
public final class Damage {
  private Damage() {}

  /** Flips a bit of a chunk's byte. */
  public static void flip(DiskChunkStore store, ChunkId id, long offset) throws IOException {
    try (ChunkRead read = store.open(id).orElseThrow()) {
      flip(store.log().fileOf(read.place()), read.position(offset));
    }
  }

  /** Flips a bit of a file's byte. */
  public static void flip(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      channel.write(one, position);
    }
  }
}
