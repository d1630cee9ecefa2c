package dev.files.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The end of a log, to tell a person why a server did not start. */
record LogTail(Path file, List<String> lines) {
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_REASON_CHARACTERS = 600;
  private static final Pattern TROUBLE = Pattern.compile("\\b(FATAL|PANIC|ERROR|[Ee]rror)\\b");
  private static final String SERVER_BEGINS = "WFLYSRV0049";
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  static LogTail of(Path file) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      log.seek(from);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.readFully(bytes);
      String text = COLOUR.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
      return new LogTail(file, text.lines().filter(line -> !line.isBlank()).toList());
    } catch (IOException e) {
      return new LogTail(file, List.of());
    }
  }

  /** Only what a WildFly logged since it began last: an older failure must not be told again. */
  static LogTail sinceStart(Path file) {
    List<String> all = of(file).lines();
    int start = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).contains(SERVER_BEGINS)) {
        start = i;
      }
    }
    return new LogTail(file, all.subList(start, all.size()));
  }

  /** The end of the log in a directory that was written last. */
  static LogTail newest(Path directory) {
    try (Stream<Path> logs = Files.list(directory)) {
      return of(
          logs.max(Comparator.comparing(log -> log.toFile().lastModified())).orElse(directory));
    } catch (IOException e) {
      return new LogTail(directory, List.of());
    }
  }

  boolean tellsTrouble() {
    return lines.stream().anyMatch(line -> TROUBLE.matcher(line).find());
  }

  /** The last line that speaks of trouble, else the last line, and where to read more. */
  String reason() {
    String found = lines.isEmpty() ? "nothing was logged" : lines.get(lines.size() - 1).strip();
    for (String line : lines) {
      if (TROUBLE.matcher(line).find()) {
        found = line.strip();
      }
    }
    return shortened(found) + " (see " + file + ")";
  }

  /** On one line, and no longer than a person reads. */
  static String withoutStack(String text) {
    return shortened(
        text.lines()
            .map(String::strip)
            .filter(line -> !line.startsWith("at "))
            .collect(Collectors.joining(" ")));
  }

  private static String shortened(String text) {
    return text.length() <= MOST_REASON_CHARACTERS
        ? text
        : text.substring(0, MOST_REASON_CHARACTERS) + "…";
  }
}
