package dev.files.workers;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators ask of workers and order. */
public interface WorkerControl {
  /** All workers of this front, by name. */
  List<Worker.View> views();

  /** How the upkeep of nodes is to work, by the name of the worker. */
  Map<String, WorkerSetting> ofNodes();

  /**
   * Changes how the workers of this name work, on all servers within seconds.
   *
   * @param paused empty: as it is
   * @param pace empty: as it is
   * @return what holds now
   * @throws dev.files.protocol.FilesException NOT_FOUND for a name that no worker has
   */
  WorkerSetting change(String name, Optional<Boolean> paused, Optional<Double> pace);
}
