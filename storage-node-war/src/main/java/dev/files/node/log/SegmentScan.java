package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Walks the records of a shared segment from header to header. Where a header is damaged it looks,
 * at each possible place, for the next sound one, and asks the footers before that one what has
 * been lost.
 */
final class SegmentScan {
  /** What a scan meets, in order. */
  interface Visitor {
    void record(RecordHeader header, long position) throws IOException;

    /**
     * Bytes that are no record, with sound records behind them.
     *
     * @param lost headers, as the footers have them
     */
    void damage(long from, long to, List<RecordHeader> lost) throws IOException;
  }

  private static final int WINDOW_BYTES = 256 * 1024;

  /** What is read at first behind a large record: the next one may be as large. */
  private static final int LEAST_WINDOW_BYTES = 4096;

  private static final int PAGE_BYTES = 4096;

  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);
  private long windowStart;
  private int windowBytes = LEAST_WINDOW_BYTES;
  private long salt;

  SegmentScan(FileChannel channel) throws IOException {
    this.channel = channel;
    this.fileBytes = channel.size();
    window.limit(0);
    this.salt = findSalt();
  }

  long fileBytes() {
    return fileBytes;
  }

  /** The segment's header; empty when both copies are damaged. */
  Optional<SegmentHeader> segmentHeader() throws IOException {
    if (fileBytes < SegmentHeader.BYTES) {
      return Optional.empty();
    }
    ByteBuffer page = ByteBuffer.allocate(SegmentHeader.BYTES);
    page.put(window.slice(at(0, SegmentHeader.BYTES), SegmentHeader.BYTES));
    return SegmentHeader.parse(page);
  }

  long salt() {
    return salt;
  }

  private long findSalt() throws IOException {
    Optional<SegmentHeader> header = segmentHeader();
    if (header.isPresent()) {
      return header.get().salt();
    }
    // Both copies are gone; the first record that says it belongs where it lies has the salt too.
    for (long p = SegmentHeader.BYTES; fits(p); p += RecordHeader.ALIGNMENT) {
      int at = at(p, RecordHeader.BYTES);
      if (RecordHeader.positionField(window, at) == p
          && RecordHeader.parseAnywhere(window, at, RecordHeader.MAGIC).isPresent()) {
        return RecordHeader.saltField(window, at);
      }
    }
    return 0;
  }

  /**
   * Scans from a position where a record starts.
   *
   * @return where the last sound record ends; what is behind is no record
   */
  long run(long from, Visitor visitor) throws IOException {
    long position = from;
    while (true) {
      long next = advance(position, visitor);
      if (next == position) {
        return position;
      }
      position = next;
    }
  }

  /**
   * Goes one record on, or to behind the damage.
   *
   * @return the next position; the same when no sound record is left
   */
  long advance(long position, Visitor visitor) throws IOException {
    Optional<RecordHeader> header = headerAt(position, RecordHeader.MAGIC);
    if (header.isPresent()) {
      visitor.record(header.get(), position);
      return position + header.get().extentBytes();
    }
    long next = position + RecordHeader.ALIGNMENT;
    while (fits(next) && headerAt(next, RecordHeader.MAGIC).isEmpty()) {
      next += RecordHeader.ALIGNMENT;
    }
    if (!fits(next)) {
      return position;
    }
    visitor.damage(position, next, lostBetween(position, next));
    return next;
  }

  /** The headers of records in damaged bytes, as their footers have them; {@code to} is an end. */
  List<RecordHeader> lostBetween(long from, long to) throws IOException {
    ArrayDeque<RecordHeader> lost = new ArrayDeque<>();
    long end = to;
    while (end - RecordHeader.BYTES > from) {
      Optional<RecordHeader> footer = footerBefore(end);
      if (footer.isEmpty() || end - footer.get().extentBytes() < from) {
        break;
      }
      lost.addFirst(footer.get());
      end -= footer.get().extentBytes();
    }
    return List.copyOf(lost);
  }

  private Optional<RecordHeader> footerBefore(long end) throws IOException {
    long footerAt = end - RecordHeader.BYTES;
    int at = at(footerAt, RecordHeader.BYTES);
    return RecordHeader.parse(
            window, at, RecordHeader.FOOTER_MAGIC, salt, RecordHeader.positionField(window, at))
        .filter(footer -> end - footer.extentBytes() == RecordHeader.positionField(window, at));
  }

  private Optional<RecordHeader> headerAt(long position, int magic) throws IOException {
    if (!fits(position)) {
      return Optional.empty();
    }
    return RecordHeader.parse(window, at(position, RecordHeader.BYTES), magic, salt, position)
        .filter(h -> isPlausible(h) && h.extentBytes() <= fileBytes - position);
  }

  private static boolean isPlausible(RecordHeader header) {
    long extent =
        header.kind() == RecordKind.DATA
            ? RecordHeader.extentOf(header.dataBytes())
            : RecordHeader.BYTES;
    return header.dataBytes() >= 0 && header.extentBytes() >= extent;
  }

  private boolean fits(long position) {
    return position + RecordHeader.BYTES <= fileBytes;
  }

  /** Brings these bytes into the window and tells where they are in it. */
  private int at(long position, int bytes) throws IOException {
    if (position < windowStart || position + bytes > windowStart + window.limit()) {
      boolean goesOn = position <= windowStart + window.limit() && position > windowStart;
      windowBytes = goesOn ? Math.min(WINDOW_BYTES, 2 * windowBytes) : LEAST_WINDOW_BYTES;
      window.clear().limit(Math.max(windowBytes, bytes));
      windowStart = position;
      try {
        fill(window);
      } catch (IOException e) {
        if (!DiskErrors.isBadSector(e)) {
          throw e;
        }
        fillAround();
      }
      window.flip();
    }
    return (int) (position - windowStart);
  }

  private void fill(ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, windowStart + into.position()) < 0) {
        return;
      }
    }
  }

  /** Fills the window page by page; what the disk cannot read is zeros, and so no record. */
  private void fillAround() throws IOException {
    int length = (int) Math.min(window.limit(), fileBytes - windowStart);
    // The disk's pages, not the window's: else a bad one would hide a part of the one before it.
    int next = PAGE_BYTES - (int) (windowStart % PAGE_BYTES);
    for (int start = 0; start < length; start = next, next += PAGE_BYTES) {
      window.limit(Math.min(length, next)).position(start);
      try {
        fill(window);
      } catch (IOException e) {
        if (!DiskErrors.isBadSector(e)) {
          throw e;
        }
        while (window.hasRemaining()) {
          window.put((byte) 0);
        }
      }
    }
    window.position(length);
  }
}
