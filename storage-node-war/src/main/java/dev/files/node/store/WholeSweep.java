package dev.files.node.store;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Removes files of one chunk that no record names: a crash came between the file and its ADOPT
 * record. Looks once after each start, and only at files that were there then.
 */
final class WholeSweep implements AutoCloseable {
  /** Files looked at in one step. */
  private static final int STEP_FILES = 64;

  private static final Logger LOG = Logger.getLogger(WholeSweep.class);

  private final LogState state;
  private final long highestNumber;
  private final DirectoryStream<Path> listing;
  private final Iterator<Path> rest;
  private boolean done;

  /**
   * @param highestNumber of the files that were there at the start
   */
  @SuppressWarnings("StreamResourceLeak") // Closed at the end of the sweep, or with the store.
  WholeSweep(SegmentFiles files, LogState state, long highestNumber) throws IOException {
    this.state = state;
    this.highestNumber = highestNumber;
    this.listing = Files.newDirectoryStream(files.whole(), "*.chunk");
    this.rest = listing.iterator();
  }

  boolean isDone() {
    return done;
  }

  long step() throws IOException {
    int looked = 0;
    while (rest.hasNext() && looked < STEP_FILES) {
      Path file = rest.next();
      OptionalLong number = SegmentFiles.number(file);
      if (number.isPresent() && number.getAsLong() <= highestNumber) {
        look(file, number.getAsLong());
      }
      looked++;
    }
    if (!rest.hasNext()) {
      close();
    }
    return Math.max(1, looked) * (long) SegmentHeader.BYTES;
  }

  private void look(Path file, long number) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RecordHeader.BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.read(header, SegmentHeader.BYTES) < RecordHeader.BYTES) {
        return;
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return;
    }
    if (RecordHeader.parseAnywhere(header, 0, RecordHeader.MAGIC).isEmpty()) {
      // Damaged: nobody can tell whose it is, so it stays.
      return;
    }
    ChunkId id = new ChunkId(Sha256.read(header.position(32)));
    boolean named =
        state.find(id).map(Entry::place).filter(p -> p.whole() && p.number() == number).isPresent();
    if (!named) {
      LOG.infof("File %d of chunk %s was never adopted and is removed", number, id);
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    done = true;
    listing.close();
  }
}
