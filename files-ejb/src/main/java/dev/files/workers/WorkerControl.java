package dev.files.workers;

import java.util.List;
import java.util.Optional;

/** What operators ask of workers and order. */
public interface WorkerControl {
  /** All workers of this front, by name. */
  List<Worker.View> views();

  /**
   * Changes how the workers of this name work, on all fronts within seconds.
   *
   * @param paused empty: as it is
   * @param pace empty: as it is
   * @return the one of this front
   * @throws dev.files.protocol.FilesException NOT_FOUND for a name that no worker has
   */
  Worker.View change(String name, Optional<Boolean> paused, Optional<Double> pace);
}
