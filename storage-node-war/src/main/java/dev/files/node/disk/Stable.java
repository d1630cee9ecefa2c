package dev.files.node.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How bytes get onto stable storage: the seam at which tests count forces and make them fail. */
@FunctionalInterface
public interface Stable {
  Stable DISK = channel -> channel.force(false);

  /** Returns when everything written to the channel, and its length, is on stable storage. */
  void force(FileChannel channel) throws IOException;

  /** The same for the names in a directory: without it a power cut undoes a rename. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
