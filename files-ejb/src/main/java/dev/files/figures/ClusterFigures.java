package dev.files.figures;

import dev.files.nodes.NodeFill;
import java.util.List;
import java.util.Map;

/**
 * Of the whole cluster; every front says the same.
 *
 * @param known whether the database answered when it was asked last
 * @param chunks that there are; more than {@value #MOST} are an estimate
 * @param repairs chunks that wait for repair, by their sound copies, at most {@value #MOST} each
 * @param expiredFiles that are not deleted yet, at most {@value #MOST}
 * @param nodes all but the retired ones, by id
 * @param ranBack whether nothing is deleted, because the database went back in time
 */
public record ClusterFigures(
    boolean known,
    long chunks,
    Map<Integer, Long> repairs,
    long expiredFiles,
    List<NodeFill> nodes,
    boolean ranBack) {
  /** Counted so far and no further. */
  public static final int MOST = 10_000;

  public static final int FRESH_SECONDS = 15;

  /** Nothing is known yet. */
  static final ClusterFigures UNKNOWN = new ClusterFigures(false, 0, Map.of(), 0, List.of(), false);

  public ClusterFigures {
    repairs = Map.copyOf(repairs);
    nodes = List.copyOf(nodes);
  }

  /** The same, but nobody can say whether it is still so. */
  ClusterFigures outdated() {
    return new ClusterFigures(false, chunks, repairs, expiredFiles, nodes, ranBack);
  }
}
