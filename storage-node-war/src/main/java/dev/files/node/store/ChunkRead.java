package dev.files.node.store;

import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.node.log.RecordReader;
import dev.files.node.log.SlabPool;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A chunk opened for reading, with a file channel of its own. It goes on working while the chunk is
 * deleted or moved. Verify a window, then send it from the channel, then the next one.
 */
public final class ChunkRead implements AutoCloseable {
  private final ChunkId id;
  private final Entry entry;
  private final FileChannel channel;
  private final RecordReader record;
  private final SlabPool buffers;
  private final RotReport rot;

  /** Is told that this copy is bad. */
  @FunctionalInterface
  interface RotReport {
    void report(ChunkId id, Entry entry, RecordReader.RotException reason);
  }

  ChunkRead(ChunkId id, Entry entry, FileChannel channel, SlabPool buffers, RotReport rot) {
    this.id = id;
    this.entry = entry;
    this.channel = channel;
    this.record = new RecordReader(channel, entry.place().offset(), entry.size());
    this.buffers = buffers;
    this.rot = rot;
  }

  /** In bytes. */
  public long size() {
    return entry.size();
  }

  public Generation generation() {
    return new Generation(entry.generation());
  }

  /** A channel that nobody else uses; it may be read by position or moved. */
  public FileChannel channel() {
    return channel;
  }

  /** Where the chunk's byte at {@code offset} lies in the channel. */
  public long position(long offset) {
    return record.dataPosition() + offset;
  }

  /**
   * Checks all blocks that the window touches.
   *
   * @param window at most {@link BlockChecksums#WINDOW_BYTES} long, within the chunk
   * @return the checksums of those blocks
   * @throws FilesException CORRUPT, after which the chunk counts as bad; UNAVAILABLE (no buffer)
   */
  public BlockChecksums verify(ByteRange window) throws IOException {
    if (window.length() > BlockChecksums.WINDOW_BYTES) {
      throw new IllegalArgumentException("a window has at most 4 MiB, found " + window.length());
    }
    return read(window, bytes -> {});
  }

  /** The same for a range of any length, shown block by block. */
  BlockChecksums read(ByteRange range, VerifiedBytes sink) throws IOException {
    if (range.end() > size()) {
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE,
          "The chunk has " + size() + " bytes; the range ends at " + range.end() + ".");
    }
    SlabPool.Taker taker = new SlabPool.Taker();
    ByteBuffer scratch = buffers.take(taker);
    try {
      return record.verify(range, scratch, sink);
    } catch (RecordReader.RotException e) {
      throw bad(e);
    } finally {
      buffers.giveBack(taker, List.of(scratch));
    }
  }

  /** Checks that the record is the chunk's. */
  void checkHeader() throws IOException {
    try {
      record.checkHeader(id);
    } catch (RecordReader.RotException e) {
      throw bad(e);
    }
  }

  private FilesException bad(RecordReader.RotException e) {
    rot.report(id, entry, e);
    return new FilesException(
        ProblemType.CORRUPT, "This copy of the chunk is damaged: " + e.getMessage() + ".", e);
  }

  Place place() {
    return entry.place();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
