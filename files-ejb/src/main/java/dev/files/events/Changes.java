package dev.files.events;

import dev.files.nodes.NodeState;
import dev.files.protocol.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is different between two sights. */
final class Changes {
  private final String front;
  private final List<Change> changes = new ArrayList<>();

  private Changes(String front) {
    this.front = front;
  }

  /** At the first sight only the figures and this front's health are news. */
  static List<Change> first(String front, Sight now) {
    Changes changes = new Changes(front);
    changes.health(now);
    changes.repairs(now);
    return changes.changes;
  }

  static List<Change> between(String front, Sight before, Sight now) {
    Changes changes = new Changes(front);
    if (!before.front().equals(now.front()) || !before.why().equals(now.why())) {
      changes.health(now);
    }
    changes.nodes(before.nodes(), now.nodes());
    now.workers().forEach((name, worker) -> changes.worker(name, before.workers(), worker));
    now.plans()
        .forEach((id, plan) -> changes.plan(Optional.ofNullable(before.plans().get(id)), plan));
    if (!before.repairs().equals(now.repairs())) {
      changes.repairs(now);
    }
    return changes.changes;
  }

  private void add(Change.Kind kind, String what, String subject, String detail) {
    changes.add(Change.of(kind, what, subject, detail));
  }

  private void health(Sight now) {
    add(Change.Kind.FRONT, now.front().toLowerCase(Locale.ROOT), front, now.why());
  }

  private void repairs(Sight now) {
    changes.add(new Change(Change.Kind.REPAIR, "backlog", "", "", now.repairs()));
  }

  private void nodes(Map<NodeId, NodeState> before, Map<NodeId, NodeState> now) {
    Map<NodeId, NodeState> all = new TreeMap<>(Comparator.comparing(NodeId::hex));
    all.putAll(before);
    all.putAll(now);
    all.keySet().forEach(id -> node(id.hex(), before.get(id), now.get(id)));
  }

  private void node(String id, NodeState before, NodeState now) {
    if (before == null) {
      add(Change.Kind.NODE, "joined", id, now == NodeState.ACTIVE ? "" : "It is " + now.word());
    } else if (now == null) {
      add(Change.Kind.NODE, NodeState.RETIRED.word(), id, "It was " + before.word());
    } else if (before != now) {
      boolean back =
          now == NodeState.ACTIVE && (before == NodeState.AWAY || before == NodeState.LOST);
      add(Change.Kind.NODE, back ? "back" : now.word(), id, "It was " + before.word());
    }
  }

  private void plan(Optional<Sight.Plan> before, Sight.Plan now) {
    Optional<String> then = before.map(Sight.Plan::state);
    if (then.isEmpty()) {
      add(Change.Kind.PLAN, "created", now.subject(), now.reason());
    }
    // One that was short was over before it was seen.
    if (!now.state().equals(then.orElse("running"))) {
      String what = now.state().equals("running") ? "resumed" : now.state();
      add(Change.Kind.PLAN, what, now.subject(), now.reason());
    }
  }

  private void worker(String name, Map<String, Sight.Worker> before, Sight.Worker now) {
    Sight.Worker then = before.getOrDefault(name, now);
    if (then.paused() != now.paused()) {
      add(Change.Kind.WORKER, now.paused() ? "paused" : "resumed", name, "On all servers");
    }
    if (then.error().isPresent() != now.error().isPresent()) {
      String where = "On " + front;
      add(
          Change.Kind.WORKER,
          now.error().isPresent() ? "failing" : "well",
          name,
          now.error().map(error -> where + ": " + error).orElse(where));
    }
  }
}
