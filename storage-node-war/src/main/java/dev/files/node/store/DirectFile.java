package dev.files.node.store;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Opens files for writing past the page cache. */
final class DirectFile {
  private DirectFile() {}

  /** Empty where the file system does not offer it, or wants more than our alignment. */
  static Optional<FileChannel> open(Path existing) throws IOException {
    try {
      if (existing.getFileSystem().provider().getFileStore(existing).getBlockSize()
          > RecordHeader.LARGE_ALIGNMENT) {
        return Optional.empty();
      }
      return Optional.of(
          FileChannel.open(existing, Set.of(StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)));
    } catch (IOException | UnsupportedOperationException e) {
      // tmpfs of older kernels says EINVAL.
      return Optional.empty();
    }
  }
}
