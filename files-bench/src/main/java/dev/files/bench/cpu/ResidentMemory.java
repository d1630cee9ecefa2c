package dev.files.bench.cpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads how much memory named groups of processes hold, without what those started. */
public final class ResidentMemory {
  private static final String FIELD = "VmRSS:";

  private final Map<String, Set<Long>> groups;
  private final Path proc;

  /** Groups by name, each with its pids; none is fine. */
  public ResidentMemory(Map<String, Set<Long>> groups) {
    this(groups, Path.of("/proc"));
  }

  ResidentMemory(Map<String, Set<Long>> groups, Path proc) {
    this.groups = new LinkedHashMap<>(groups);
    this.proc = proc;
  }

  /**
   * Bytes that lie in memory now, by group.
   *
   * @throws IOException when one of the processes is not running
   */
  public Map<String, Long> read() throws IOException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Map.Entry<String, Set<Long>> group : groups.entrySet()) {
      long sum = 0;
      for (long pid : group.getValue()) {
        sum += residentBytes(proc.resolve(Long.toString(pid)).resolve("status"));
      }
      bytes.put(group.getKey(), sum);
    }
    return bytes;
  }

  /** Of a line such as {@code VmRSS: 123456 kB} (proc(5)). */
  private static long residentBytes(Path status) throws IOException {
    for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(FIELD)) {
        return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip()) * 1024;
      }
    }
    throw new IOException("no " + FIELD + " in " + status);
  }
}
