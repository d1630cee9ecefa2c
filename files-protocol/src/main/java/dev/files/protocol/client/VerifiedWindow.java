package dev.files.protocol.client;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** One answered window of a chunk, block by block, each checked when it is handed out. */
final class VerifiedWindow implements Closeable {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  /** More at once saves no system call: the JDK's socket moves at most 128 KiB in one. */
  private static final int PIECE_BYTES = 2 * BLOCK;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final Answer answer;
  private final InputStream body;
  private final BlockChecksums checksums;
  private final long chunkSize;
  private final byte[] piece;

  /** Offsets in the chunk: of the next block, and of what the piece holds. */
  private long position;

  private long pieceStart;
  private long filled;
  private final long end;

  private VerifiedWindow(Answer answer, BlockChecksums checksums, ByteRange range, long chunkSize)
      throws IOException {
    this.answer = answer;
    this.body = answer.body();
    this.checksums = checksums;
    this.chunkSize = chunkSize;
    this.position = range.offset();
    this.filled = range.offset();
    this.end = range.end();
    this.piece = new byte[(int) Math.min(PIECE_BYTES, range.length())];
  }

  /**
   * @param request for the chunk; its owner may abort it
   * @param wanted starts and ends on blocks; its end may lie behind the chunk's
   * @throws FilesException NOT_FOUND, CORRUPT, UNAVAILABLE, RANGE_NOT_SATISFIABLE
   */
  static VerifiedWindow open(Line line, ClassicHttpRequest request, ByteRange wanted)
      throws IOException {
    request.setHeader("Range", "bytes=" + wanted.offset() + "-" + (wanted.end() - 1));
    Answer answer = new Answer(line, request);
    boolean good = false;
    try {
      if (answer.status() != 206) {
        throw answer.isSuccess() ? answer.malformed("no part", null) : answer.refusal();
      }
      Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
      if (!range.matches()) {
        throw answer.malformed("no Content-Range", null);
      }
      long first = Long.parseLong(range.group(1));
      long end = Long.parseLong(range.group(2)) + 1;
      long chunkSize = Long.parseLong(range.group(3));
      if (first != wanted.offset() || end != Math.min(wanted.end(), chunkSize) || first >= end) {
        throw answer.malformed("another range: " + range.group(), null);
      }
      Optional<BlockChecksums> checksums =
          answer.header(BlockChecksums.HEADER).flatMap(BlockChecksums::parse);
      if (checksums.isEmpty()) {
        throw corrupt("came without checksums");
      }
      VerifiedWindow window =
          new VerifiedWindow(answer, checksums.get(), new ByteRange(first, end - first), chunkSize);
      good = true;
      return window;
    } finally {
      if (!good) {
        answer.close();
      }
    }
  }

  long chunkSize() {
    return chunkSize;
  }

  /** Offset in the chunk of the next block. */
  long position() {
    return position;
  }

  boolean hasNext() {
    return position < end;
  }

  /** The next block; good until the next call. */
  ByteBuffer next() throws IOException {
    if (position == filled) {
      fill();
    }
    int length = (int) Math.min(BLOCK, end - position);
    ByteBuffer block = ByteBuffer.wrap(piece, (int) (position - pieceStart), length);
    if (!checksums.matches(position / BLOCK, block)) {
      throw corrupt("block " + position / BLOCK + " does not match its checksum");
    }
    position += length;
    // Reading the end is what frees the connection for the next call.
    if (!hasNext() && body.read() >= 0) {
      throw answer.malformed("more bytes than its range", null);
    }
    return block;
  }

  private void fill() throws IOException {
    pieceStart = filled;
    int length = (int) Math.min(piece.length, end - filled);
    if (body.readNBytes(piece, 0, length) < length) {
      throw answer.malformed("fewer bytes than its range", null);
    }
    filled += length;
  }

  private static FilesException corrupt(String what) {
    return new FilesException(ProblemType.CORRUPT, "What the node sent " + what);
  }

  @Override
  public void close() throws IOException {
    answer.close();
  }
}
