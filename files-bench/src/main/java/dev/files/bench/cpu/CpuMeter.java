package dev.files.bench.cpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reads the processor time of named groups of processes. */
public final class CpuMeter {
  private static final Path PROC = Path.of("/proc");

  private final Map<String, Set<Long>> groups;
  private final Path proc;

  /** Groups by name, each with the pids whose trees belong to it; none is fine. */
  public CpuMeter(Map<String, Set<Long>> groups) {
    this(groups, PROC);
  }

  CpuMeter(Map<String, Set<Long>> groups, Path proc) {
    this.groups = new LinkedHashMap<>(groups);
    this.proc = proc;
  }

  public static CpuMeter none() {
    return new CpuMeter(Map.of());
  }

  /**
   * Reads {@code NAME=PID[,PID…]} or {@code PID[,PID…]}, whose name is then {@code server}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static void addGroup(Map<String, Set<Long>> groups, String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "server" : text.substring(0, equals);
    Set<Long> pids = groups.computeIfAbsent(name, n -> new LinkedHashSet<>());
    for (String pid : text.substring(equals + 1).split("[,\\s]+", -1)) {
      try {
        pids.add(Long.parseLong(pid));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not [NAME=]PID[,PID…]: " + text, e);
      }
    }
  }

  /** CPU-seconds so far, by group. */
  public Map<String, Double> read() throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (groups.isEmpty()) {
      return seconds;
    }
    ProcessTable table = ProcessTable.read(proc);
    for (Map.Entry<String, Set<Long>> group : groups.entrySet()) {
      seconds.put(group.getKey(), table.cpuSeconds(group.getValue()));
    }
    return seconds;
  }

  /** What each group used between two readings. */
  public static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> used = new LinkedHashMap<>();
    after.forEach((name, seconds) -> used.put(name, seconds - before.getOrDefault(name, 0.0)));
    return used;
  }
}
