package dev.files.protocol.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** The header {@code Range} (RFC 9110, section 14.2). */
public final class RangeHeader {
  /**
   * More ranges than this are ignored as a whole, as section 14.2 allows: nobody needs them,
   * attackers send them.
   */
  public static final int MAX_RANGES = 32;

  private static final int MAX_LENGTH = 1024;
  private static final String UNIT = "bytes=";

  private RangeHeader() {}

  /**
   * The satisfiable ranges, in the order asked for. An empty list means that the header is to be
   * ignored: another unit, malformed, inverted, or too many.
   *
   * @param size of the representation, in bytes
   * @throws FilesException RANGE_NOT_SATISFIABLE when it is well-formed and no range has a byte of
   *     the representation
   */
  public static List<ByteRange> parse(String header, long size) {
    if (header.length() > MAX_LENGTH || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return List.of();
    }
    String[] specs = header.substring(UNIT.length()).split(",", -1);
    if (specs.length > MAX_RANGES) {
      return List.of();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String spec : specs) {
      String trimmed = spec.strip();
      int dash = trimmed.indexOf('-');
      if (dash < 0) {
        return List.of();
      }
      long first = number(trimmed.substring(0, dash));
      long last = number(trimmed.substring(dash + 1));
      if (first == BAD || last == BAD || (first == NONE && last == NONE)) {
        return List.of();
      }
      if (first == NONE) {
        long length = Math.min(last, size);
        if (length > 0) {
          ranges.add(new ByteRange(size - length, length));
        }
      } else if (last != NONE && last < first) {
        return List.of();
      } else if (first < size) {
        long end = last == NONE ? size : Math.min(size, last + 1);
        ranges.add(new ByteRange(first, end - first));
      }
    }
    if (ranges.isEmpty()) {
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE, "No byte of the range exists: the size is " + size);
    }
    return List.copyOf(ranges);
  }

  private static final long NONE = -1;
  private static final long BAD = -2;

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return NONE;
    }
    // 18 digits always fit into a long; more is beyond any file.
    if (digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return BAD;
    }
    return Long.parseLong(digits);
  }
}
