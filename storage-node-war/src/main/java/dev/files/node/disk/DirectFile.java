package dev.files.node.disk;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Opens files for writing past the page cache. */
public final class DirectFile {
  /** Where writes begin and end, in the file and in memory. */
  public static final int ALIGNMENT_BYTES = 4096;

  private DirectFile() {}

  /** Empty where the file system does not offer it, or wants more than our alignment. */
  public static Optional<FileChannel> open(Path existing) throws IOException {
    try {
      if (existing.getFileSystem().provider().getFileStore(existing).getBlockSize()
          > ALIGNMENT_BYTES) {
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
