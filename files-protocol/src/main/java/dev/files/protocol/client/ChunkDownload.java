package dev.files.protocol.client;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;

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

  /** The call that is under way, or was. */
  private volatile Optional<HttpGet> call = Optional.empty();

  private volatile boolean brokenOff;

  /**
   * No call yet, so that whoever makes it can be told of it first.
   *
   * @param range with at least one byte
   */
  ChunkDownload(Line line, String url, ByteRange range) {
    this.line = line;
    this.url = url;
    this.at = range.offset();
    this.end = range.end();
  }

  /**
   * The next checked bytes, at most one block; empty at the end. The buffer is good until the next
   * call.
   *
   * @throws FilesException CORRUPT, NOT_FOUND, UNAVAILABLE, RANGE_NOT_SATISFIABLE; all bytes handed
   *     out so far were good
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
    HttpGet request = new HttpGet(url);
    call = Optional.of(request);
    if (brokenOff) {
      throw new IOException("a read was broken off");
    }
    VerifiedWindow opened =
        VerifiedWindow.open(line, request, new ByteRange(first, windowEnd - first));
    if (end > opened.chunkSize()) {
      opened.close();
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE,
          "The range ends at " + end + ", the chunk at " + opened.chunkSize());
    }
    if (size != 0 && opened.chunkSize() != size) {
      opened.close();
      throw new IOException("the chunk's size changed from " + size + " to " + opened.chunkSize());
    }
    size = opened.chunkSize();
    window = Optional.of(opened);
  }

  @Override
  public void breakOff() {
    brokenOff = true;
    call.ifPresent(HttpGet::abort);
  }

  @Override
  public void close() throws IOException {
    if (window.isPresent()) {
      window.get().close();
      window = Optional.empty();
    }
  }
}
