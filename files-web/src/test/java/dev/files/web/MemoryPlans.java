package dev.files.web;

import dev.files.plans.Plan;
import dev.files.plans.Plan.Kind;
import dev.files.plans.Plan.State;
import dev.files.plans.PlanControl;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A rebalance of 10 chunks, 4 of them moved, and no drain. */
final class MemoryPlans implements PlanControl {
  static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private State state = State.DONE;

  private Plan plan(Optional<UUID> id, State now) {
    boolean ended = now == State.DONE || now == State.CANCELLED;
    return new Plan(
        id,
        Kind.REBALANCE,
        Optional.empty(),
        now,
        MemoryFiles.UPLOADED,
        ended ? Optional.of(MemoryFiles.UPLOADED) : Optional.empty(),
        10,
        1000,
        4,
        400,
        50,
        ended ? Optional.empty() : Optional.of(Duration.ofSeconds(12)),
        Optional.empty());
  }

  private Plan change(UUID id, State next) {
    find(id);
    state = next;
    return find(id);
  }

  @Override
  public List<Plan> all() {
    return List.of(find(ID));
  }

  @Override
  public Plan find(UUID id) {
    if (!id.equals(ID)) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no plan with this id");
    }
    return plan(Optional.of(ID), state);
  }

  @Override
  public Plan previewRebalance() {
    return plan(Optional.empty(), State.PREVIEW);
  }

  @Override
  public Plan rebalance() {
    if (state == State.RUNNING) {
      throw new FilesException(ProblemType.CONFLICT, "A rebalance is open already");
    }
    return change(ID, State.RUNNING);
  }

  @Override
  public Plan previewDrain(NodeId node) {
    throw new FilesException(ProblemType.NOT_FOUND, "There is no node with this id");
  }

  @Override
  public Plan drain(NodeId node) {
    return previewDrain(node);
  }

  @Override
  public Plan previewMaintenance(NodeId node, Instant until) {
    return previewDrain(node);
  }

  @Override
  public Plan maintain(NodeId node, Instant until) {
    return previewDrain(node);
  }

  @Override
  public Plan pause(UUID id) {
    return change(id, State.PAUSED);
  }

  @Override
  public Plan resume(UUID id) {
    return change(id, State.RUNNING);
  }

  @Override
  public Plan cancel(UUID id) {
    return change(id, State.CANCELLED);
  }
}
