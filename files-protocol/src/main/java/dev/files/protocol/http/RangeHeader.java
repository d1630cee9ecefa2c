package dev.files.protocol.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Range} (RFC 9110, sections 14.1 and 14.2) for the unit {@code bytes}. Numbers
 * have any length there: what no {@code long} holds lies behind the end of every representation,
 * and is compared as text.
 */
public final class RangeHeader {
  /**
   * More ranges than this are ignored as a whole, as section 14.2 allows: nobody needs them,
   * attackers send them.
   */
  public static final int MAX_RANGES = 32;

  private static final int MAX_LENGTH = 4096;
  private static final String UNIT = "bytes=";

  /** An int-range or a suffix-range; leading zeros say nothing. */
  private static final Pattern SPEC = Pattern.compile("(?:0*([0-9]+))?-(?:0*([0-9]+))?");

  private static final int LONG_DIGITS = 19;

  private RangeHeader() {}

  /**
   * The satisfiable ranges, in the order asked for. An empty list means that the header is to be
   * ignored: another unit, malformed, inverted, too many, or a suffix of a representation without
   * bytes, which no {@code Content-Range} can name.
   *
   * @param size of the representation, in bytes
   * @throws FilesException RANGE_NOT_SATISFIABLE when it is well-formed and no range has a byte of
   *     the representation
   */
  public static List<ByteRange> parse(String header, long size) {
    if (header.length() > MAX_LENGTH || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return List.of();
    }
    List<Spec> specs = new ArrayList<>();
    for (String member : header.substring(UNIT.length()).split(",", -1)) {
      String trimmed = trim(member);
      // Lists may have members without anything in them (section 5.6.1.2).
      if (trimmed.isEmpty()) {
        continue;
      }
      Optional<Spec> spec = Spec.parse(trimmed);
      if (spec.isEmpty() || specs.size() == MAX_RANGES) {
        return List.of();
      }
      specs.add(spec.get());
    }
    if (specs.isEmpty() || (size == 0 && specs.stream().anyMatch(Spec::isSatisfiableSuffix))) {
      return List.of();
    }
    List<ByteRange> ranges = specs.stream().flatMap(spec -> spec.of(size).stream()).toList();
    if (ranges.isEmpty()) {
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE, "No byte of the range exists: the size is " + size);
    }
    return ranges;
  }

  /**
   * One range as it was asked for: digits without leading zeros.
   *
   * @param first empty in a suffix-range
   * @param last empty when the range has no end; the length of a suffix
   */
  private record Spec(String first, String last) {
    static Optional<Spec> parse(String text) {
      Matcher matcher = SPEC.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Spec spec = new Spec(digits(matcher.group(1)), digits(matcher.group(2)));
      boolean nothing = spec.first.isEmpty() && spec.last.isEmpty();
      boolean inverted =
          !spec.first.isEmpty() && !spec.last.isEmpty() && compare(spec.last, spec.first) < 0;
      return nothing || inverted ? Optional.empty() : Optional.of(spec);
    }

    boolean isSatisfiableSuffix() {
      return first.isEmpty() && !last.equals("0");
    }

    /** The bytes that exist; empty when there are none. */
    Optional<ByteRange> of(long size) {
      if (first.isEmpty()) {
        long length = Math.min(number(last), size);
        return length == 0 ? Optional.empty() : Optional.of(new ByteRange(size - length, length));
      }
      long from = number(first);
      if (from >= size) {
        return Optional.empty();
      }
      long end = last.isEmpty() ? size : Math.min(number(last), size - 1) + 1;
      return Optional.of(new ByteRange(from, end - from));
    }

    private static String digits(String group) {
      return group == null ? "" : group;
    }

    private static int compare(String one, String other) {
      return one.length() == other.length()
          ? one.compareTo(other)
          : Integer.compare(one.length(), other.length());
    }

    /** The largest long for whatever is larger. */
    private static long number(String digits) {
      if (digits.length() > LONG_DIGITS) {
        return Long.MAX_VALUE;
      }
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        return Long.MAX_VALUE;
      }
    }
  }

  /** Without the optional whitespace of section 5.6.3, which is spaces and tabs and no more. */
  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
