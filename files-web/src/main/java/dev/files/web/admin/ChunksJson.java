package dev.files.web.admin;

import dev.files.figures.ClusterFigures;
import dev.files.workers.RepairBacklog;
import java.util.List;

/**
 * How many chunks have how many sound copies, as JSON.
 *
 * @param wanted copies of each
 * @param chunks all of them
 * @param estimated whether they were too many to count
 * @param few those with fewer copies than are wanted, by the number of copies
 */
record ChunksJson(int wanted, long chunks, boolean estimated, List<Level> few) {
  record Level(int sound, int chunks, boolean orMore) {}

  static ChunksJson of(int wanted, ClusterFigures figures, RepairBacklog backlog) {
    return new ChunksJson(
        wanted,
        figures.chunks(),
        figures.chunks() > ClusterFigures.MOST,
        backlog.levels().stream()
            .filter(level -> level.sound() < wanted)
            .map(level -> new Level(level.sound(), level.chunks(), level.orMore()))
            .toList());
  }
}
