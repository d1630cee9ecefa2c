package dev.files.nodes;

import dev.files.database.TestEntities;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
