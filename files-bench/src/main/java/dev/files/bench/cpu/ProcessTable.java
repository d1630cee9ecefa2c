package dev.files.bench.cpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All processes of one instant. */
final class ProcessTable {
  /** The kernel counts in USER_HZ, which is 100 wherever Java 17 runs on Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private final Map<Long, ProcStat> byPid = new HashMap<>();
  private final Map<Long, List<Long>> children = new HashMap<>();

  private ProcessTable() {}

  /** Reads the numbered directories under {@code proc}, which is {@code /proc} outside of tests. */
  static ProcessTable read(Path proc) throws IOException {
    ProcessTable table = new ProcessTable();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        try {
          // A program's name need not be UTF-8.
          table.add(
              ProcStat.parse(Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
          // It ended while we were looking: its time is with its parent now.
        }
      }
    }
    return table;
  }

  private void add(ProcStat stat) {
    byPid.put(stat.pid(), stat);
    children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat.pid());
  }

  /**
   * CPU-seconds of these processes and all their descendants, each counted once.
   *
   * @throws IOException when one of {@code roots} is not running: a server that died in mid-run
   *     would otherwise look cheap
   */
  double cpuSeconds(Set<Long> roots) throws IOException {
    Set<Long> seen = new HashSet<>();
    Deque<Long> open = new ArrayDeque<>(roots);
    long ticks = 0;
    while (!open.isEmpty()) {
      long pid = open.pop();
      if (!seen.add(pid)) {
        continue;
      }
      ProcStat stat = byPid.get(pid);
      if (stat == null) {
        throw new IOException("process " + pid + " is not running");
      }
      ticks += stat.ticks();
      open.addAll(children.getOrDefault(pid, List.of()));
    }
    return ticks / TICKS_PER_SECOND;
  }
}
