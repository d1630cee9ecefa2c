package dev.files.web.download;

import dev.files.http.Preconditions;
import dev.files.http.Refusal;
import dev.files.http.Validators;
import dev.files.protocol.FilesException;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.RangeHeader;
import java.util.List;
import java.util.Optional;

/**
 * What a GET or HEAD is answered with, decided from its conditions and ranges (RFC 9110, 13, 14).
 */
sealed interface DownloadPlan {
  /** 304: the client has it. */
  record NotModified() implements DownloadPlan {}

  /** 200: all bytes. */
  record Whole() implements DownloadPlan {}

  /** 206 with one range, or several as multipart/byteranges. */
  record Ranges(List<ByteRange> ranges) implements DownloadPlan {
    public Ranges {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Decides.
   *
   * @param range the header, of a GET; it means nothing for HEAD (section 14.2)
   * @param size of the file, in bytes
   * @throws FilesException PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE
   */
  static DownloadPlan of(
      Validators now, long size, Preconditions conditions, Optional<String> range) {
    if (conditions.judge(now)) {
      return new NotModified();
    }
    return range.isPresent() && conditions.rangeApplies(now)
        ? ranges(range.get(), size)
        : new Whole();
  }

  private static DownloadPlan ranges(String header, long size) {
    List<ByteRange> ranges;
    try {
      ranges = RangeHeader.parse(header, size);
    } catch (FilesException e) {
      throw Refusal.rangeNotSatisfiable(e, size);
    }
    // Ranges that overlap so much that the file is the smaller answer (section 14.2).
    long total = ranges.stream().mapToLong(ByteRange::length).sum();
    return ranges.isEmpty() || total > size ? new Whole() : new Ranges(ranges);
  }
}
