package dev.files.figures;

/** The numbers of a front. */
public interface FrontFigures {
  /**
   * What the database says, at most {@value ClusterFigures#FRESH_SECONDS} s old; older while the
   * database is away, and then {@link ClusterFigures#known} is false.
   */
  ClusterFigures cluster();

  /** What this front did since its start, and sees now. */
  OwnFigures own();
}
