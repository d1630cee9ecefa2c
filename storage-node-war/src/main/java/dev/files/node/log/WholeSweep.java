package dev.files.node.log;

import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Looks once after each start at the files of one chunk that were there then. One whose chunk was
 * deleted, or lies elsewhere now, is removed: a crash came between record and unlink. One that no
 * record names is adopted: either a crash came between the file and its ADOPT record, or that
 * record has rotted away. Nobody may miss the chunk, but then it is collected as any orphan is.
 */
final class WholeSweep implements AutoCloseable {
  /** Files looked at in one step. */
  private static final int STEP_FILES = 64;

  private static final Logger LOG = Logger.getLogger(WholeSweep.class);

  private final LogState state;
  private final LogWriter log;
  private final CorruptChunks corrupt;
  private final long highestNumber;
  private final DirectoryStream<Path> listing;
  private final Iterator<Path> rest;
  private boolean done;

  /**
   * @param highestNumber of the files that were there at the start
   */
  @SuppressWarnings("StreamResourceLeak") // Closed at the end of the sweep, or with the store.
  WholeSweep(
      SegmentFiles files, LogState state, LogWriter log, CorruptChunks corrupt, long highestNumber)
      throws IOException {
    this.state = state;
    this.log = log;
    this.corrupt = corrupt;
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
    Optional<RecordHeader> record = RecordHeader.parseAnywhere(header, 0, RecordHeader.MAGIC);
    if (record.isEmpty()) {
      // Damaged: nobody can tell whose it is, so it stays.
      return;
    }
    ChunkId id = record.get().id();
    Optional<Place> place = state.find(id).map(Entry::place);
    if (place.isEmpty() && !state.isDeleted(id)) {
      LOG.infof("File %d of chunk %s is named by no record and is adopted", number, id);
      long size = record.get().dataBytes();
      log.ask(new Commands.Adopt(corrupt, id, size, number, Optional.empty()));
    } else if (place.filter(p -> p.whole() && p.number() == number).isEmpty()) {
      LOG.infof("File %d of chunk %s is not needed any more and is removed", number, id);
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    done = true;
    listing.close();
  }
}
