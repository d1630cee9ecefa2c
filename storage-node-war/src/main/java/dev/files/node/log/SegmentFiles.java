package dev.files.node.log;

import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import dev.files.node.index.Place;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and places of the store's files. Shared segments are {@code segments/NUMBER.segment},
 * chunks in files of their own {@code whole/NUMBER.chunk}, or {@code NUMBER.receiving} until they
 * are complete; the index has {@code index/}. Segments and chunks take their numbers from one
 * sequence, written with 16 digits.
 */
final class SegmentFiles {
  private static final Pattern NUMBERED =
      Pattern.compile("([0-9]{16})\\.(segment|compacting|chunk|receiving)");

  private final Path segments;
  private final Path whole;
  private final Path index;

  SegmentFiles(Path directory) throws IOException {
    this.segments = Private.directories(directory.resolve("segments"));
    this.whole = Private.directories(directory.resolve("whole"));
    this.index = Private.directories(directory.resolve("index"));
    Stable.forceDirectory(directory);
  }

  Path segments() {
    return segments;
  }

  Path whole() {
    return whole;
  }

  Path index() {
    return index;
  }

  Path segment(long number) {
    return segments.resolve(String.format("%016d.segment", number));
  }

  /** Says that the segment is being compacted. */
  Path marker(long number) {
    return segments.resolve(String.format("%016d.compacting", number));
  }

  /** The segments that have a marker. */
  NavigableSet<Long> markers() throws IOException {
    return numbers("*.compacting");
  }

  Path chunk(long number) {
    return whole.resolve(String.format("%016d.chunk", number));
  }

  Path receiving(long number) {
    return whole.resolve(String.format("%016d.receiving", number));
  }

  Path of(Place place) {
    return place.whole() ? chunk(place.number()) : segment(place.number());
  }

  /** The numbers of the shared segments. */
  NavigableSet<Long> segmentNumbers() throws IOException {
    return numbers("*.segment");
  }

  private NavigableSet<Long> numbers(String pattern) throws IOException {
    TreeSet<Long> numbers = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(segments, pattern)) {
      files.forEach(file -> number(file).ifPresent(numbers::add));
    }
    return numbers;
  }

  /** Shows each file of one chunk, complete or not, without holding the list. */
  void eachWhole(Consumer<Path> visitor) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(whole)) {
      files.forEach(visitor);
    }
  }

  static OptionalLong number(Path file) {
    return Optional.of(NUMBERED.matcher(file.getFileName().toString()))
        .filter(Matcher::matches)
        .map(m -> OptionalLong.of(Long.parseLong(m.group(1))))
        .orElse(OptionalLong.empty());
  }

  static boolean isIncomplete(Path file) {
    return file.toString().endsWith(".receiving");
  }

  /** Removes the file of a chunk, if it is still there, and tells its size. */
  long deleteChunk(long number) throws IOException {
    Path file = chunk(number);
    try {
      long size = Files.size(file);
      Files.delete(file);
      return size;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
