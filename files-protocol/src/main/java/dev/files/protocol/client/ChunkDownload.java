package dev.files.protocol.client;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Pulls a range of a chunk out of a node: one GET for each aligned window of at most {@link
 * BlockChecksums#WINDOW_BYTES}, widened to whole blocks so that each can be checked, then trimmed.
 * Bytes are handed out only after their block matched the checksum that the node sent along.
 */
final class ChunkDownload implements BlockReader {
  private final Line line;
  private final String url;

  /** The next byte to hand out, and the one behind the last. */
  private long at;

  private final long end;
  private long size;
  private Optional<VerifiedWindow> window = Optional.empty();

  private ChunkDownload(Line line, String url, long at, long end) {
    this.line = line;
    this.url = url;
    this.at = at;
    this.end = end;
  }

  /**
   * @param range with at least one byte
   */
  static ChunkDownload of(Line line, String url, ByteRange range) throws IOException {
    ChunkDownload download = new ChunkDownload(line, url, range.offset(), range.end());
    download.openWindow();
    if (range.end() > download.size) {
      download.close();
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE,
          "The range ends at " + range.end() + ", the chunk at " + download.size);
    }
    return download;
  }

  /**
   * The next checked bytes, at most one block; empty at the end. The buffer is good until the next
   * call.
   *
   * @throws FilesException CORRUPT, NOT_FOUND, UNAVAILABLE; all bytes handed out so far were good
   */
  @Override
  public Optional<ByteBuffer> next() throws IOException {
    if (at == end) {
      return Optional.empty();
    }
    if (window.isEmpty()) {
      openWindow();
    }
    VerifiedWindow from = window.orElseThrow();
    long blockStart = from.position();
    ByteBuffer block = from.next();
    if (!from.hasNext()) {
      from.close();
      window = Optional.empty();
    }
    block.position(block.position() + (int) (at - blockStart));
    block.limit(block.position() + (int) Math.min(block.remaining(), end - at));
    at += block.remaining();
    return Optional.of(block);
  }

  private void openWindow() throws IOException {
    long first = at - at % BlockChecksums.BLOCK_BYTES;
    long windowEnd = at - at % BlockChecksums.WINDOW_BYTES + BlockChecksums.WINDOW_BYTES;
    if (end < windowEnd) {
      long beyond = end % BlockChecksums.BLOCK_BYTES;
      windowEnd = beyond == 0 ? end : end - beyond + BlockChecksums.BLOCK_BYTES;
    }
    VerifiedWindow opened = VerifiedWindow.open(line, url, new ByteRange(first, windowEnd - first));
    if (size != 0 && opened.chunkSize() != size) {
      opened.close();
      throw new IOException("the chunk's size changed from " + size + " to " + opened.chunkSize());
    }
    size = opened.chunkSize();
    window = Optional.of(opened);
  }

  @Override
  public void close() throws IOException {
    if (window.isPresent()) {
      window.get().close();
      window = Optional.empty();
    }
  }
}
