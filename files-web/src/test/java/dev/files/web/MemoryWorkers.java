package dev.files.web;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.workers.Worker;
import dev.files.workers.WorkerControl;
import dev.files.workers.WorkerSetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One worker that only keeps how it is to work. */
final class MemoryWorkers implements WorkerControl {
  private WorkerSetting setting = WorkerSetting.DEFAULT;

  @Override
  public List<Worker.View> views() {
    return List.of(view());
  }

  private Worker.View view() {
    Worker.State state = setting.paused() ? Worker.State.PAUSED : Worker.State.WAITING;
    return new Worker.View("copy counts", state, 3, 4000, 1.5, Optional.of("no luck"), setting);
  }

  @Override
  public Map<String, WorkerSetting> ofNodes() {
    return Map.of("scrub", setting);
  }

  @Override
  public WorkerSetting change(String name, Optional<Boolean> paused, Optional<Double> pace) {
    if (!name.equals("copy counts")) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such worker");
    }
    setting = new WorkerSetting(paused.orElse(setting.paused()), pace.orElse(setting.pace()));
    return setting;
  }
}
