package dev.files.node.store;

import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.node.log.ChunkLog;
import dev.files.node.log.RecordReader;
import dev.files.node.log.SlabPool;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Opens chunks for whoever reads them, and notes which are found bad. */
final class OpenChunks {
  /** A chunk that compaction moves again and again while it is being opened. */
  private static final int MOST_ATTEMPTS = 16;

  private final ChunkLog log;
  private final SlabPool buffers;

  OpenChunks(ChunkLog log, SlabPool buffers) {
    this.log = log;
    this.buffers = buffers;
  }

  /** Empty when the chunk is not there. */
  Optional<ChunkRead> open(ChunkId id) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<Entry> found = log.find(id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Entry entry = found.get();
      FileChannel channel;
      try {
        channel = FileChannel.open(log.fileOf(entry.place()), StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        if (isAt(id, entry.place())) {
          log.corrupt().report(id, "its file is missing");
          throw new FilesException(ProblemType.CORRUPT, "This copy of the chunk is lost.", e);
        }
        continue;
      }
      ChunkRead read = new ChunkRead(id, entry, channel, buffers, this::rot);
      try {
        read.checkHeader();
        return Optional.of(read);
      } catch (IOException | RuntimeException e) {
        read.close();
        throw e;
      }
    }
    throw SlabPool.busy();
  }

  private boolean isAt(ChunkId id, Place place) throws IOException {
    return log.find(id).map(Entry::place).equals(Optional.of(place));
  }

  private void rot(ChunkId id, Entry entry, RecordReader.RotException reason) {
    // A copy that has been replaced meanwhile says nothing of the new one.
    if (isStillAt(id, entry.place())) {
      if (reason.isUnreadable()) {
        log.corrupt().reportUnreadable(id, reason.getMessage());
      } else {
        log.corrupt().report(id, reason.getMessage());
      }
    }
  }

  private boolean isStillAt(ChunkId id, Place place) {
    try {
      return isAt(id, place);
    } catch (IOException e) {
      return true;
    }
  }
}
