package dev.files.nodes;

import dev.files.database.Database;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.settings.FrontSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The registry on the database. Who asks for the active nodes is answered from a snapshot that is
 * {@link #refresh refreshed} in the background: the beat of the transfers asks too, and must never
 * wait for the database.
 */
public final class Registry implements NodeRegistry {
  /** How often the snapshot is to be refreshed. */
  static final Duration REFRESH_EVERY = Duration.ofSeconds(1);

  /** How long the last snapshot is used while the database is away: as long as leases last. */
  private static final Duration OUTLIVES = Duration.ofMinutes(5);

  private static final Logger LOG = Logger.getLogger(Registry.class);

  private static final Duration CONFLICT_SLACK = Duration.ofSeconds(1);

  private final NodeRecords records;
  private final LostNodes lost;
  private final FrontSettings settings;
  private final CorruptReports corrupt;
  private final Supplier<List<WorkerOrder>> orders;
  private final LongSupplier nanoTime;
  private final PingCheck check;
  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>();
  private final AtomicInteger failures = new AtomicInteger();

  /** Of those that are missed; with more of them the names tell nothing. */
  private static final int MOST_SILENT = 20;

  /** Without a snapshot for so long, the database was away, and no ping could be recorded. */
  private static final Duration OUTAGE = REFRESH_EVERY.multipliedBy(3);

  /**
   * Nodes that were active when the database went away. It knows only old pings of them when it is
   * back, so they are taken for active until they had the time to ping.
   */
  private record Grace(List<NodeView> nodes, long until) {
    static final Grace NONE = new Grace(List.of(), 0);

    boolean isOver(long now) {
      return nodes.isEmpty() || until - now <= 0;
    }

    List<NodeView> with(List<NodeView> active, long now) {
      if (isOver(now)) {
        return active;
      }
      Set<NodeId> known = active.stream().map(NodeView::id).collect(Collectors.toSet());
      return Stream.concat(
              active.stream(), nodes.stream().filter(node -> !known.contains(node.id())))
          .toList();
    }
  }

  /**
   * What was known at a moment.
   *
   * @param pinged that the database has pings of
   * @param nodes these, and those in their grace
   */
  private record Snapshot(
      List<NodeView> pinged, List<NodeView> nodes, List<NodeId> silent, long takenAt, Grace grace) {
    boolean shows(CheckedPing ping) {
      return nodes.stream()
          .anyMatch(
              node ->
                  node.id().equals(ping.id())
                      && node.url().equals(ping.url())
                      && node.start().equals(ping.start()));
    }
  }

  /**
   * @param orders what operators set for the upkeep of nodes
   */
  public Registry(
      NodeRecords records,
      LostNodes lost,
      FrontSettings settings,
      CorruptReports corrupt,
      Supplier<List<WorkerOrder>> orders,
      LongSupplier nanoTime) {
    this.records = records;
    this.lost = lost;
    this.settings = settings;
    this.corrupt = corrupt;
    this.orders = orders;
    this.nanoTime = nanoTime;
    this.check = new PingCheck(settings.nodeUrls());
  }

  @Override
  public PingAnswer ping(Ping ping) {
    CheckedPing checked = check.check(ping);
    NodeRecords.Taken taken =
        Database.translating(true, () -> records.ping(checked, living()))
            .orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.CONFLICT,
                        "id: another instance of node "
                            + checked.id()
                            + " pinged less than "
                            + living().toSeconds()
                            + " seconds ago"));
    lost.heard();
    if (!latest().shows(checked)) {
      refresh();
    }
    if (!checked.corrupt().isEmpty()) {
      corrupt.report(checked.id(), checked.corrupt());
    }
    return new PingAnswer(
        (int) settings.pingInterval().toSeconds(),
        taken.draining(),
        taken.epoch(),
        taken.pings(),
        orders.get());
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
    Snapshot last = latest();
    if (nanoTime.getAsLong() - last.takenAt() > OUTLIVES.toNanos()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "The database has been out of reach for too long");
    }
    return last.nodes();
  }

  @Override
  public List<NodeId> silent() {
    return latest().silent();
  }

  /** Asks the database; when it is away, the last snapshot stays. */
  public void refresh() {
    try {
      take();
    } catch (FilesException e) {
      LOG.debugf("the active nodes stay as they were known: %s", e.getMessage());
    }
  }

  /**
   * Only before the first snapshot is anybody made to wait for the database, and of those who come
   * at once one asks it: the others hear what the first one heard.
   */
  private Snapshot latest() {
    Snapshot last = snapshot.get();
    if (last != null) {
      return last;
    }
    int before = failures.get();
    synchronized (this) {
      if (snapshot.get() == null && failures.get() != before) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "The database cannot be reached; try again", REFRESH_EVERY);
      }
      try {
        return snapshot.get() == null ? take() : snapshot.get();
      } catch (FilesException e) {
        failures.incrementAndGet();
        throw e;
      }
    }
  }

  private synchronized Snapshot take() {
    long now = nanoTime.getAsLong();
    List<NodeView> active = Database.translating(true, () -> records.active(settings.nodeActive()));
    List<NodeId> silent =
        Database.translating(true, () -> records.silent(settings.nodeActive(), MOST_SILENT));
    Grace grace = grace(now);
    List<NodeView> nodes =
        grace.with(active, now).stream()
            // Registered when another pattern was set: the secret must not go there any more.
            .filter(node -> settings.nodeUrls().matcher(node.url().toString()).matches())
            .toList();
    List<NodeId> missed =
        silent.stream()
            .filter(id -> nodes.stream().noneMatch(node -> node.id().equals(id)))
            .toList();
    Snapshot taken = new Snapshot(active, nodes, missed, now, grace);
    snapshot.set(taken);
    return taken;
  }

  private Grace grace(long now) {
    Snapshot last = snapshot.get();
    if (last == null) {
      return Grace.NONE;
    }
    if (!last.grace().isOver(now)) {
      return last.grace();
    }
    return now - last.takenAt() > OUTAGE.toNanos()
        ? new Grace(last.pinged(), now + living().toNanos())
        : Grace.NONE;
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
                    node.lastPing(),
                    node.start().protocol(),
                    node.state()))
        .toList();
  }
}
