package dev.files.nodes;

import dev.files.database.Database;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import dev.files.settings.FrontSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The registry on the database, with a snapshot of the active nodes in front of it. */
public final class Registry implements NodeRegistry {
  /** The oldest snapshot that is still good enough to choose nodes by. */
  private static final Duration SNAPSHOT = Duration.ofSeconds(1);

  /** Before a database that could not be reached is asked again. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private static final Duration CONFLICT_SLACK = Duration.ofSeconds(1);

  private final NodeTable table;
  private final FrontSettings settings;
  private final CorruptReports corrupt;
  private final LongSupplier nanoTime;
  private final PingCheck check;
  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>();

  /**
   * @param freshUntil when the database is to be asked again
   */
  private record Snapshot(List<NodeView> nodes, long takenAt, long freshUntil) {
    Snapshot freshUntil(long nanos) {
      return new Snapshot(nodes, takenAt, nanos);
    }
  }

  public Registry(
      Database database, FrontSettings settings, CorruptReports corrupt, LongSupplier nanoTime) {
    this.table = new NodeTable(database);
    this.settings = settings;
    this.corrupt = corrupt;
    this.nanoTime = nanoTime;
    this.check = new PingCheck(settings.nodeUrls());
  }

  @Override
  public PingAnswer ping(Ping ping) {
    CheckedPing checked = check.check(ping);
    boolean draining =
        table
            .ping(checked, living())
            .orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.CONFLICT,
                        "id: another instance of node "
                            + checked.id()
                            + " pinged less than "
                            + living().toSeconds()
                            + " seconds ago"));
    long now = nanoTime.getAsLong();
    snapshot.updateAndGet(last -> last == null ? null : last.freshUntil(now));
    if (!checked.corrupt().isEmpty()) {
      corrupt.report(checked.id(), checked.corrupt());
    }
    return new PingAnswer((int) settings.pingInterval().toSeconds(), draining);
  }

  /**
   * An instance that missed two pings is taken for dead. That is less than it takes to be inactive,
   * so that a node that was killed and started again is soon welcome.
   */
  private Duration living() {
    return settings.pingInterval().multipliedBy(2).plus(CONFLICT_SLACK);
  }

  @Override
  public List<NodeView> active() {
    return fresh().orElseGet(this::refreshed);
  }

  private Optional<List<NodeView>> fresh() {
    Snapshot last = snapshot.get();
    return last != null && nanoTime.getAsLong() - last.freshUntil() < 0
        ? Optional.of(last.nodes())
        : Optional.empty();
  }

  // One asks the database, the others wait for its answer.
  private synchronized List<NodeView> refreshed() {
    return fresh().orElseGet(this::asked);
  }

  private List<NodeView> asked() {
    long now = nanoTime.getAsLong();
    try {
      List<NodeView> nodes = List.copyOf(table.active(settings.nodeActive()));
      snapshot.set(new Snapshot(nodes, now, now + SNAPSHOT.toNanos()));
      return nodes;
    } catch (FilesException e) {
      // While the database is away for a moment, transfers under way go on with what was active.
      Snapshot last = snapshot.get();
      if (last == null || now - last.takenAt() > settings.nodeActive().toNanos()) {
        throw e;
      }
      snapshot.set(last.freshUntil(nanoTime.getAsLong() + AFTER_FAILURE.toNanos()));
      return last.nodes();
    }
  }

  @Override
  public List<ActiveNode> listing() {
    return active().stream()
        .map(
            node ->
                new ActiveNode(
                    node.id().hex(),
                    node.url().toString(),
                    node.host(),
                    node.zone(),
                    node.capacityBytes(),
                    node.usedBytes(),
                    node.inFlight(),
                    node.lastPing()))
        .toList();
  }
}
