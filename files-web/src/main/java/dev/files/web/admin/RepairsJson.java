package dev.files.web.admin;

import dev.files.workers.RepairBacklog;
import java.time.Instant;
import java.util.List;

/** What waits for repair as JSON; the oldest is absent when nothing is due. */
record RepairsJson(List<Level> backlog, Instant oldestDue, List<Failed> failed) {
  record Level(int sound, int chunks, boolean orMore, int due, int held) {
    static Level of(RepairBacklog.Level level) {
      return new Level(level.sound(), level.chunks(), level.orMore(), level.due(), level.held());
    }
  }

  record Failed(String chunk, int sound, int attempts, Instant nextTry, String lastError) {
    static Failed of(RepairBacklog.Failed failed) {
      return new Failed(
          failed.chunk().toString(),
          failed.sound(),
          failed.attempts(),
          failed.nextTry(),
          failed.lastError());
    }
  }

  static RepairsJson of(RepairBacklog backlog) {
    return new RepairsJson(
        backlog.levels().stream().map(Level::of).toList(),
        backlog.oldestDue().orElse(null),
        backlog.failed().stream().map(Failed::of).toList());
  }
}
