package dev.files.web.download;

import dev.files.http.Refusal;
import dev.files.metadata.FileView;
import dev.files.protocol.FilesException;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.RangeHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  static String etag(FileView file) {
    return "\"" + file.root() + "\"";
  }

  /**
   * Decides.
   *
   * @param header the values of a request header, several lines joined by commas
   * @throws FilesException PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE
   */
  static DownloadPlan of(FileView file, boolean isGet, Function<String, Optional<String>> header) {
    String etag = etag(file);
    Optional<String> match = header.apply("If-Match");
    if (match.isPresent() && !names(match.get(), etag, false)) {
      throw Refusal.preconditionFailed();
    }
    Optional<String> noneMatch = header.apply("If-None-Match");
    if (noneMatch.isPresent() && names(noneMatch.get(), etag, true)) {
      return new NotModified();
    }
    // Range means something for GET only (section 14.2); If-Range compares strongly (13.1.5), and a
    // date never matches, for we send no Last-Modified.
    Optional<String> range = header.apply("Range").filter(value -> isGet);
    Optional<String> ifRange = header.apply("If-Range");
    if (range.isEmpty() || (ifRange.isPresent() && !ifRange.get().strip().equals(etag))) {
      return new Whole();
    }
    return ranges(range.get(), file.size());
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

  private static boolean names(String header, String etag, boolean weakly) {
    if (header.strip().equals("*")) {
      return true;
    }
    List<String> tags = new ArrayList<>(List.of(header.split(",", -1)));
    return tags.stream()
        .map(String::strip)
        .map(tag -> weakly && tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(etag::equals);
  }
}
