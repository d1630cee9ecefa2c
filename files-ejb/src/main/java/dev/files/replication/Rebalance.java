package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.metadata.CopyAt;
import dev.files.metadata.CopyNames;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.plans.RunningRebalance;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Chore;
import dev.files.workers.Walks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Moves copies from the fuller nodes to the emptier ones, as the plan that runs says. The copy is
 * made first, then recorded, then the name of the one that it stands for is taken away, by the one
 * way that counts what would be left. So a chunk never has fewer copies than before, and when all
 * fronts die in between it has one too many, which repair takes away some day.
 *
 * <p>Each node that gives is a walk, which one front takes at a time: the fronts share the work.
 */
public final class Rebalance implements Chore {
  private static final String PREFIX = "giving ";

  /** Looked at in one step; of them as many move as make these bytes. */
  static final int PAGE = 64;

  private static final Duration HOLD = Duration.ofMinutes(5);

  private static final String BEGIN =
      "INSERT INTO walk (name) SELECT unnest(?) ON CONFLICT DO NOTHING";

  private static final String END =
      "DELETE FROM walk WHERE starts_with(name, '" + PREFIX + "') AND name <> ALL (?)";

  private static final String PAGE_OF =
      """
      SELECT chunk_id FROM replica
      WHERE node_id = ? AND chunk_id > ? AND NOT condemned AND bad_since IS NULL
      ORDER BY chunk_id LIMIT %d
      """
          .formatted(PAGE);

  private final Database database;
  private final RunningRebalance plans;
  private final RepairTable table;
  private final Leases leases;
  private final CopyNames names;
  private final NodeCalls calls;
  private final ReplicaCopies copies;
  private final int replicas;
  private final Duration interval;
  private final Walks walks;

  Rebalance(
      Database database,
      RunningRebalance plans,
      RepairTable table,
      Leases leases,
      CopyNames names,
      NodeCalls calls,
      ReplicaCopies copies,
      int replicas,
      Duration interval) {
    this.database = database;
    this.plans = plans;
    this.table = table;
    this.leases = leases;
    this.names = names;
    this.calls = calls;
    this.copies = copies;
    this.replicas = replicas;
    this.interval = interval;
    this.walks = new Walks(database);
  }

  @Override
  public String name() {
    return "rebalance";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    Optional<RunningRebalance.Running> running = plans.running();
    if (running.isEmpty()) {
      return 0;
    }
    UUID plan = running.get().plan();
    Map<NodeId, Long> shares = running.get().shares();
    if (shares.values().stream().noneMatch(bytes -> bytes < 0)) {
      return 0;
    }
    String prefix = PREFIX + plan + " ";
    List<String> giving =
        shares.entrySet().stream()
            .filter(share -> share.getValue() > 0)
            .map(share -> prefix + share.getKey().hex())
            .toList();
    database.single(sql -> sql.update(END, Many.texts(giving)));
    database.single(sql -> sql.update(BEGIN, Many.texts(giving)));
    return walks.take(prefix, HOLD).map(walk -> page(walk, prefix, plan, shares)).orElse(0);
  }

  private int page(Walks.Walk walk, String prefix, UUID plan, Map<NodeId, Long> shares) {
    NodeId from = new NodeId(walk.name().substring(prefix.length()));
    byte[] after = walk.after().map(ChunkId::bytes).orElse(new byte[0]);
    List<ChunkId> page =
        database.single(sql -> sql.list(PAGE_OF, row -> row.chunk("chunk_id"), from, after));
    List<Move> moves =
        Move.choose(from, page, table.states(page), shares, calls.candidates(), replicas);
    if (!moves.isEmpty()) {
      move(plan, from, moves);
    }
    // What could not move just now had its chance: the next plan may look again.
    if (Move.isRound(moves)) {
      walks.leave(walk, Optional.of(moves.get(moves.size() - 1).chunk().id()), Duration.ZERO);
    } else if (page.size() == PAGE) {
      walks.leave(walk, Optional.of(page.get(PAGE - 1)), Duration.ZERO);
    } else {
      plans.exhausted(plan, from);
      walks.leave(walk, Optional.empty(), interval);
    }
    return Math.max(1, page.size());
  }

  private void move(UUID plan, NodeId from, List<Move> moves) {
    LeaseId lease =
        leases.open(ReplicaCopies.longest(moves.stream().mapToLong(move -> move.chunk().size())));
    Set<ChunkId> recorded = Set.of();
    Map<Move, CopyAt> made;
    try {
      made = copies.move(moves);
      if (!made.isEmpty()) {
        Map<ChunkId, CopyAt> byChunk = new HashMap<>();
        made.forEach((move, copy) -> byChunk.put(move.chunk().id(), copy));
        recorded = table.record(lease, byChunk);
      }
    } finally {
      if (recorded.isEmpty()) {
        leases.close(lease);
      }
    }
    Map<NodeId, Long> taken = new HashMap<>();
    for (Move move : made.keySet()) {
      // Should another node be silent just now the copy stays too, and is surplus for a while.
      if (recorded.contains(move.chunk().id())) {
        names.takeAway(move.chunk().id(), from);
        taken.merge(move.to().id(), move.chunk().size(), Long::sum);
      }
    }
    plans.moved(plan, from, recorded.size(), taken);
  }
}
