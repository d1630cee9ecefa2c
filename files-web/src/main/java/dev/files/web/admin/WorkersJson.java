package dev.files.web.admin;

import dev.files.settings.ServerName;
import dev.files.workers.Worker.View;
import java.util.List;
import java.util.Locale;

/** The workers of a front as JSON. */
record WorkersJson(String front, List<Worker> workers) {
  private static final double THOUSAND = 1000;

  /** The last error is absent when the last step went well. */
  record Worker(
      String name,
      String state,
      long steps,
      long done,
      double perSecond,
      String lastError,
      boolean paused,
      double pace) {
    static Worker of(View view) {
      return new Worker(
          view.name(),
          view.state().name().toLowerCase(Locale.ROOT),
          view.steps(),
          view.done(),
          Math.round(view.perSecond() * THOUSAND) / THOUSAND,
          view.lastError().orElse(null),
          view.setting().paused(),
          view.setting().pace());
    }
  }

  static WorkersJson of(ServerName front, List<View> views) {
    return new WorkersJson(front.text(), views.stream().map(Worker::of).toList());
  }
}
