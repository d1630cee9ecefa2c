package dev.files.nodes;

import dev.files.database.TestEntities;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The bean with a transaction around each call, as the container makes it, and a fault to set. */
final class NodesInTransactions extends NodeRecords {
  volatile boolean databaseIsAway;

  /** Runs before the active nodes are read. */
  volatile Runnable beforeActive = () -> {};

  @Override
  public Optional<Taken> ping(CheckedPing ping, Duration living) {
    return within(records -> records.ping(ping, living));
  }

  @Override
  public List<NodeView> active(Duration within) {
    beforeActive.run();
    return within(records -> records.active(within));
  }

  @Override
  public List<NodeStanding> standings(Optional<NodeId> only, Duration active, int wanted) {
    return within(records -> records.standings(only, active, wanted));
  }

  @Override
  public List<NodeFill> fills(Duration active) {
    return within(records -> records.fills(active));
  }

  @Override
  public List<NodeWorkers> workers(Duration within) {
    return within(records -> records.workers(within));
  }

  @Override
  public void mayDrain(NodeId id, int wanted) {
    ordered(records -> records.mayDrain(id, wanted));
  }

  @Override
  public void mayMaintain(NodeId id, Instant until, Duration longest, int wanted) {
    ordered(records -> records.mayMaintain(id, until, longest, wanted));
  }

  @Override
  public void maintain(NodeId id, Instant until, Duration longest, int wanted) {
    ordered(records -> records.maintain(id, until, longest, wanted));
  }

  @Override
  public void drain(NodeId id, int wanted) {
    ordered(records -> records.drain(id, wanted));
  }

  @Override
  public void activate(NodeId id) {
    ordered(records -> records.activate(id));
  }

  private void ordered(Consumer<NodeRecords> order) {
    within(
        records -> {
          order.accept(records);
          return true;
        });
  }

  @Override
  public List<NodeId> silent(Duration within, int most) {
    return within(records -> records.silent(within, most));
  }

  private <T> T within(Function<NodeRecords, T> work) {
    if (databaseIsAway) {
      throw new FilesException(ProblemType.UNAVAILABLE, "away");
    }
    return TestEntities.within(
        entities -> {
          NodeRecords records = new NodeRecords();
          records.entities = entities;
          return work.apply(records);
        });
  }
}
