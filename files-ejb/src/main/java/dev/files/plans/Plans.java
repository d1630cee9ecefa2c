package dev.files.plans;

import dev.files.nodes.NodeControl;
import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeStanding;
import dev.files.nodes.NodeState;
import dev.files.plans.Plan.Kind;
import dev.files.plans.Plan.State;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plans, on the database and the orders to nodes. */
final class Plans implements PlanControl, RunningRebalance {
  /** What a look ahead goes by: half of what one ordinary disk reads and writes. */
  private static final double ASSUMED_BYTES_PER_SECOND = 64 << 20;

  private static final String EVEN =
      "The nodes are as even as they can be; what is less than two chunks is let be.";

  private final PlanTable table;
  private final NodeControl nodes;
  private final int replicas;

  /**
   * @param replicas that a chunk has
   */
  Plans(PlanTable table, NodeControl nodes, int replicas) {
    this.table = table;
    this.nodes = nodes;
    this.replicas = replicas;
  }

  @Override
  public List<Plan> all() {
    table.followNodes();
    return table.plans(Optional.empty());
  }

  @Override
  public Plan find(UUID id) {
    table.followNodes();
    return table.plans(Optional.of(id)).stream()
        .findFirst()
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "There is no plan with this id"));
  }

  @Override
  public Plan previewRebalance() {
    Balance balance = balance();
    long bytes = balance.toMove();
    return preview(
        Kind.REBALANCE,
        Optional.empty(),
        chunks(balance),
        bytes,
        bytes == 0 ? Optional.of(EVEN) : Optional.empty());
  }

  @Override
  public Plan rebalance() {
    return start(balance())
        .orElseThrow(
            () -> conflict("A rebalance is open already: look at it, resume it or cancel it"));
  }

  /** Begins one when the nodes are so far from even, unless another front was faster. */
  Optional<Plan> rebalanceFrom(double spread) {
    Balance balance = balance();
    return balance.spread() >= spread && balance.toMove() > 0 ? start(balance) : Optional.empty();
  }

  /** Empty when one is open. */
  private Optional<Plan> start(Balance balance) {
    UUID id = UUID.randomUUID();
    if (!table.start(id, chunks(balance), balance)) {
      return Optional.empty();
    }
    if (balance.toMove() == 0) {
      table.end(id, State.DONE, Optional.of(EVEN));
    }
    return Optional.of(find(id));
  }

  /** Of the nodes that are well and are to stay: a node that is away may be back as it was. */
  private Balance balance() {
    List<NodeFill> active =
        nodes.fills().stream().filter(node -> node.state() == NodeState.ACTIVE).toList();
    return Balance.of(active, replicas);
  }

  /** About so many: chunks of a node are taken to be of one size. */
  private long chunks(Balance balance) {
    Map<NodeId, NodeFill> fills =
        nodes.fills().stream().collect(Collectors.toMap(NodeFill::id, fill -> fill));
    if (balance.toMove() == 0) {
      return 0;
    }
    double chunks = 0;
    for (Map.Entry<NodeId, Long> share : balance.bytes().entrySet()) {
      if (share.getValue() > 0) {
        double used = Math.max(1, fills.get(share.getKey()).usedBytes());
        chunks += table.copies(share.getKey()) * (share.getValue() / used);
      }
    }
    return Math.round(chunks);
  }

  @Override
  public Plan previewDrain(NodeId node) {
    NodeStanding standing = nodes.mayDrain(node);
    long bytes = standing.view().usedBytes();
    long room =
        nodes.fills().stream()
            .filter(other -> other.state() == NodeState.ACTIVE && !other.id().equals(node))
            .mapToLong(other -> Math.max(0, other.capacityBytes() - other.usedBytes()))
            .sum();
    return preview(
        Kind.DRAIN,
        Optional.of(node),
        standing.chunks(),
        bytes,
        room < bytes
            ? Optional.of(
                "The other nodes have room for " + room + " bytes only: add a node first.")
            : Optional.empty());
  }

  @Override
  public Plan drain(NodeId node) {
    if (of(Kind.DRAIN, node).anyMatch(plan -> plan.ended().isEmpty())) {
      throw conflict("The node is being drained already");
    }
    nodes.drain(node);
    table.startDrain(node);
    return of(Kind.DRAIN, node).findFirst().orElseThrow();
  }

  @Override
  public Plan previewMaintenance(NodeId node, Instant until) {
    NodeStanding standing = nodes.mayMaintain(node, until);
    long onlyHere = table.onlyHere(node);
    return preview(
            Kind.MAINTENANCE,
            Optional.of(node),
            standing.chunks(),
            standing.view().usedBytes(),
            onlyHere == 0
                ? Optional.empty()
                : Optional.of(
                    onlyHere
                        + " of its chunks have no sound copy on another node: while it is"
                        + " silent they cannot be read."))
        .withLeft(Optional.of(table.timeUntil(until)));
  }

  @Override
  public Plan maintain(NodeId node, Instant until) {
    if (of(Kind.MAINTENANCE, node).anyMatch(plan -> plan.ended().isEmpty())) {
      throw conflict("The node is in maintenance already: cancel that first");
    }
    nodes.maintain(node, until);
    return of(Kind.MAINTENANCE, node).findFirst().orElseThrow();
  }

  /** The latest first. */
  private Stream<Plan> of(Kind kind, NodeId node) {
    return all().stream()
        .filter(plan -> plan.kind() == kind && plan.node().equals(Optional.of(node)));
  }

  @Override
  public Plan pause(UUID id) {
    table.pause(openMove(id));
    return find(id);
  }

  @Override
  public Plan resume(UUID id) {
    table.resume(openMove(id));
    return find(id);
  }

  @Override
  public Plan cancel(UUID id) {
    Plan plan = open(id);
    if (plan.kind() == Kind.REBALANCE) {
      table.end(id, State.CANCELLED, Optional.empty());
    } else {
      nodes.activate(plan.node().orElseThrow());
    }
    return find(id);
  }

  private Plan openMove(UUID id) {
    Plan plan = open(id);
    if (plan.kind() == Kind.MAINTENANCE) {
      throw conflict("In maintenance nothing moves that could be paused: cancel it to end it");
    }
    return plan;
  }

  private Plan open(UUID id) {
    Plan plan = find(id);
    if (plan.ended().isPresent()) {
      throw conflict("The plan is " + plan.state().word() + " already");
    }
    return plan;
  }

  @Override
  public Optional<Running> running() {
    Optional<Running> running = table.running();
    return running.isPresent() && repairing() ? Optional.empty() : running;
  }

  /** Whether nodes are drained or chunks wait for repair: to be even comes after to be safe. */
  boolean repairing() {
    return table.repairing(replicas);
  }

  @Override
  public void moved(UUID plan, NodeId from, long chunks, Map<NodeId, Long> taken) {
    table.moved(plan, from, chunks, taken);
  }

  @Override
  public void exhausted(UUID plan, NodeId from) {
    table.exhausted(plan, from);
  }

  private static Plan preview(
      Kind kind, Optional<NodeId> node, long chunks, long bytes, Optional<String> reason) {
    Plan plan =
        new Plan(
            Optional.empty(),
            kind,
            node,
            State.PREVIEW,
            Instant.EPOCH,
            Optional.empty(),
            chunks,
            bytes,
            0,
            0,
            kind == Kind.MAINTENANCE ? 0 : ASSUMED_BYTES_PER_SECOND,
            Optional.empty(),
            reason);
    return plan.withLeft(plan.leftByRate());
  }

  private static FilesException conflict(String detail) {
    return new FilesException(ProblemType.CONFLICT, detail);
  }
}
