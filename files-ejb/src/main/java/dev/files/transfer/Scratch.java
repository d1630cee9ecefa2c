package dev.files.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Room on the disk for the bytes of clients that are too slow to be given memory, with a bound on
 * bytes and on files. The files have no name from the moment they are made, so a crash leaves
 * nothing, and nobody but this process can read them.
 */
public final class Scratch {
  private static final Logger LOG = Logger.getLogger(Scratch.class);

  private final Path directory;
  private final long mostBytes;
  private final int mostFiles;
  private long bytes;
  private int files;

  /**
   * Makes a scratch without a file yet.
   *
   * @param mostBytes of all files together; 0 for no scratch
   */
  public Scratch(Path directory, long mostBytes, int mostFiles) {
    this.directory = directory;
    this.mostBytes = mostBytes;
    this.mostFiles = mostFiles;
  }

  /** Bytes that lie here. */
  public synchronized long bytes() {
    return bytes;
  }

  /** An empty file; empty when there are too many, or the disk refuses. */
  synchronized Optional<ScratchFile> open() {
    if (files == mostFiles || bytes == mostBytes) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(directory);
      // Readable for its owner alone, by the contract of the call.
      Path path = Files.createTempFile(directory, "upload-", ".part");
      try {
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        files++;
        return Optional.of(new ScratchFile(this, channel));
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warnf("no scratch file can be made in %s: %s", directory, e);
      return Optional.empty();
    }
  }

  synchronized boolean reserve(long more) {
    if (bytes + more > mostBytes) {
      return false;
    }
    bytes += more;
    return true;
  }

  synchronized void giveBack(long less) {
    bytes -= less;
  }

  synchronized void closed(long less) {
    bytes -= less;
    files--;
  }
}
