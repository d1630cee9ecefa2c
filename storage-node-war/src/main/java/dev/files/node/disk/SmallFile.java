package dev.files.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A line of text in a file of its own, there in full or not at all. */
public final class SmallFile {
  private SmallFile() {}

  /** Writes the line in the place of what was there; when this returns it is on stable storage. */
  public static void replace(Path directory, String name, String line) throws IOException {
    Path unfinished = directory.resolve(name + ".new");
    try (FileChannel channel =
        Private.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.US_ASCII.encode(line + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    Stable.forceDirectory(directory);
  }
}
