package dev.files.events;

import dev.files.figures.FrontFigures;
import dev.files.health.FrontHealth;
import dev.files.nodes.NodeControl;
import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeState;
import dev.files.plans.Plan;
import dev.files.plans.PlanControl;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.workers.RepairBacklog;
import dev.files.workers.RepairView;
import dev.files.workers.Worker;
import dev.files.workers.WorkerControl;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at everything that events tell of. */
record Sights(
    Clock clock,
    NodeControl nodes,
    WorkerControl workers,
    RepairView repairs,
    PlanControl plans,
    FrontFigures figures,
    FrontHealth health)
    implements Function<Optional<Sight>, Sight> {

  /** Without the database, what is in it stands as it stood. */
  @Override
  public Sight apply(Optional<Sight> last) {
    HealthAnswer report = health.report();
    Map<NodeId, NodeState> states = last.map(Sight::nodes).orElse(Map.of());
    Map<UUID, Sight.Plan> latest = last.map(Sight::plans).orElse(Map.of());
    Map<String, Long> backlog = last.map(Sight::repairs).orElse(Map.of());
    Map<String, Sight.Worker> seen = new HashMap<>(last.map(Sight::workers).orElse(Map.of()));
    try {
      states = states();
      latest = latest();
      backlog = backlog();
      seen.putAll(upkeepByName());
    } catch (FilesException e) {
      // The health of this front tells why.
      if (last.isEmpty()) {
        throw e;
      }
    }
    seen.putAll(workersByName());
    return new Sight(clock.instant(), states, seen, status(report), why(report), backlog, latest);
  }

  private Map<NodeId, NodeState> states() {
    return nodes.fills().stream().collect(Collectors.toMap(NodeFill::id, NodeFill::state));
  }

  private Map<UUID, Sight.Plan> latest() {
    Map<UUID, Sight.Plan> latest = new HashMap<>();
    for (Plan plan : plans.all()) {
      // Of maintenance the state of its node tells.
      if (plan.kind() != Plan.Kind.MAINTENANCE) {
        Sight.Plan seen =
            new Sight.Plan(
                plan.node().map(NodeId::hex).orElse(plan.kind().word()),
                plan.state().word(),
                plan.reason().orElse(""));
        plan.id().ifPresent(id -> latest.put(id, seen));
      }
    }
    return latest;
  }

  private Map<String, Long> backlog() {
    Map<String, Long> numbers = new HashMap<>();
    for (RepairBacklog.Level level : repairs.backlog().levels()) {
      numbers.put("sound" + level.sound(), (long) level.chunks());
    }
    numbers.put("repaired", figures.own().repairedChunks());
    return numbers;
  }

  private Map<String, Sight.Worker> workersByName() {
    return workers.views().stream()
        .collect(
            Collectors.toMap(
                Worker.View::name,
                view -> new Sight.Worker(view.setting().paused(), view.lastError())));
  }

  /** Of nodes it is told how they are to work; what they fail with is theirs to log. */
  private Map<String, Sight.Worker> upkeepByName() {
    return workers.ofNodes().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                of -> new Sight.Worker(of.getValue().paused(), Optional.empty())));
  }

  private static String status(HealthAnswer report) {
    boolean calm = report.checks().stream().noneMatch(Sights::isAmiss);
    return calm ? "UP" : report.ready() ? "DEGRADED" : "DOWN";
  }

  private static String why(HealthAnswer report) {
    return report.checks().stream()
        .filter(Sights::isAmiss)
        .map(check -> check.name() + ": " + check.data().get("why"))
        .collect(Collectors.joining("; "));
  }

  private static boolean isAmiss(HealthAnswer.Check check) {
    return !check.up() || Boolean.TRUE.equals(check.data().get("degraded"));
  }
}
