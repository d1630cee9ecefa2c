package dev.files.web;

import dev.files.figures.ClusterFigures;
import dev.files.figures.FrontFigures;
import dev.files.figures.OwnFigures;
import java.util.Map;

/** Figures of a cluster in which a little is to be done. */
record MemoryFigures(MemoryControl nodes) implements FrontFigures {
  @Override
  public ClusterFigures cluster() {
    return new ClusterFigures(true, 12_000, Map.of(0, 1L, 1, 20L), 3, nodes.fills(), false);
  }

  @Override
  public OwnFigures own() {
    return new OwnFigures(5, 6, 7, 8, 9, 1, 2);
  }
}
