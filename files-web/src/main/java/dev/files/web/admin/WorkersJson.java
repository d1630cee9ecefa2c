package dev.files.web.admin;

import dev.files.nodes.NodeWorkers;
import dev.files.protocol.messages.WorkerReport;
import dev.files.settings.ServerName;
import dev.files.workers.Worker.View;
import dev.files.workers.WorkerSetting;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The workers of a front, and those of all active nodes, as JSON. */
record WorkersJson(String front, List<Worker> workers, List<Node> nodes) {
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

  /** As of its last ping. */
  record Node(String id, String url, List<Upkeep> workers) {
    static Node of(NodeWorkers node, Map<String, WorkerSetting> settings) {
      return new Node(
          node.node().hex(),
          node.url().toString(),
          node.workers().stream()
              .map(report -> Upkeep.of(report, settings.get(report.name())))
              .toList());
    }
  }

  /** Paused and pace are absent of a worker that takes no orders. */
  record Upkeep(
      String name,
      String state,
      long steps,
      long bytes,
      String lastError,
      Boolean paused,
      Double pace) {
    static Upkeep of(WorkerReport report, WorkerSetting setting) {
      return new Upkeep(
          report.name(),
          report.running() ? "working" : report.paused() ? "paused" : "waiting",
          report.steps(),
          report.bytes(),
          report.lastError(),
          setting == null ? null : setting.paused(),
          setting == null ? null : setting.pace());
    }
  }

  /** What was set. */
  record Setting(String name, boolean paused, double pace) {
    static Setting of(String name, WorkerSetting setting) {
      return new Setting(name, setting.paused(), setting.pace());
    }
  }

  static WorkersJson of(
      ServerName front,
      List<View> views,
      List<NodeWorkers> nodes,
      Map<String, WorkerSetting> ofNodes) {
    return new WorkersJson(
        front.text(),
        views.stream().map(Worker::of).toList(),
        nodes.stream().map(node -> Node.of(node, ofNodes)).toList());
  }
}
