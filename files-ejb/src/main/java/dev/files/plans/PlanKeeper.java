package dev.files.plans;

import dev.files.nodes.NodeControl;
import dev.files.nodes.NodeState;
import dev.files.plans.Plan.State;
import dev.files.workers.Chore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Ends plans that have nothing left to do, and begins to rebalance when the nodes are uneven. */
public final class PlanKeeper implements Chore {
  private static final Logger LOG = Logger.getLogger(PlanKeeper.class);

  /** What could not be moved today will hardly be movable in an hour. */
  private static final Duration IN_VAIN = Duration.ofHours(24);

  /** A plan that moved less than that of its bytes tells why. */
  private static final double NEARLY_ALL = 0.9;

  /** While one of these is about, fills are about to change. */
  private static final Set<NodeState> UNSETTLED = EnumSet.of(NodeState.AWAY, NodeState.DRAINING);

  private final PlanTable table;
  private final Plans plans;
  private final NodeControl nodes;
  private final double spread;
  private final Duration interval;
  private final Duration settling;

  /**
   * @param spread that is too much, see {@link Balance}; 0: only operators begin to rebalance
   * @param settling how long after a plan the nodes have deleted what moved, and told
   */
  PlanKeeper(
      PlanTable table,
      Plans plans,
      NodeControl nodes,
      double spread,
      Duration interval,
      Duration settling) {
    this.table = table;
    this.plans = plans;
    this.nodes = nodes;
    this.spread = spread;
    this.interval = interval;
    this.settling = settling;
  }

  @Override
  public String name() {
    return "plans";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    table.followNodes();
    Optional<RunningRebalance.Running> running = table.running();
    if (running.isPresent()) {
      return endIfDone(running.get());
    }
    return spread > 0 && isSettled() ? plans.rebalanceFrom(spread).map(this::begun).orElse(0) : 0;
  }

  private int endIfDone(RunningRebalance.Running running) {
    boolean gives = running.shares().values().stream().anyMatch(bytes -> bytes > 0);
    boolean takes = running.shares().values().stream().anyMatch(bytes -> bytes < 0);
    if (gives && takes) {
      return 0;
    }
    Plan plan = plans.find(running.plan());
    Optional<String> reason =
        plan.bytesDone() < NEARLY_ALL * plan.bytes()
            ? Optional.of(
                "The others could take no more: they have those chunks already, are too near to"
                    + " another copy, or have no room.")
            : Optional.empty();
    table.end(running.plan(), State.DONE, reason);
    LOG.infof(
        "rebalance done: %d of about %d copies moved, %d bytes. %s",
        plan.chunksDone(), plan.chunks(), plan.bytesDone(), reason.orElse(""));
    return 1;
  }

  private boolean isSettled() {
    return nodes.fills().stream().noneMatch(node -> UNSETTLED.contains(node.state()))
        && table.settled(settling, IN_VAIN)
        && !plans.repairing();
  }

  private int begun(Plan plan) {
    LOG.infof(
        "the nodes are unevenly full: about %d copies are moved, %d bytes",
        plan.chunks(), plan.bytes());
    return 1;
  }
}
