package dev.files.replication;

import dev.files.metadata.CopyAt;
import dev.files.metadata.CopyNames;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.placement.Placement;
import dev.files.placement.Wish;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Backoff;
import dev.files.workers.Chore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Brings a chunk to the replicas wanted: sound copies that are missing are made, then the names of
 * bad ones go, then those of copies on nodes that are drained, then those of sound ones beyond what
 * is wanted. Copies on lost nodes keep their names, so that they count again when the node is back.
 * Driven by messages and, for what messages missed, by a timer; idempotent, because it acts on what
 * the rows say now and holds the chunk's repair row while it does.
 */
public final class ReplicaRepair implements Chore {
  private static final Logger LOG = Logger.getLogger(ReplicaRepair.class);

  /** The nodes that are asked to copy before the row is given back. */
  static final int MOST_TARGETS = 3;

  /** A node that failed is asked once more before another. */
  static final int TRIES_PER_TARGET = 2;

  /** More than the copies that a chunk can have to gain and to lose. */
  private static final int MOST_STEPS = 64;

  private static final Duration LEAST_HOLD = Duration.ofSeconds(60);

  /** The slowest copy that still makes it within the lease. */
  private static final long LEAST_BYTES_PER_SECOND = 1L << 20;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final RepairTable table;
  private final Leases leases;
  private final CopyNames names;
  private final NodeCalls calls;
  private final Placement placement;
  private final int wanted;
  private final Duration interval;

  ReplicaRepair(
      RepairTable table,
      Leases leases,
      CopyNames names,
      NodeCalls calls,
      Placement placement,
      int wanted,
      Duration interval) {
    this.table = table;
    this.leases = leases;
    this.names = names;
    this.calls = calls;
    this.placement = placement;
    this.wanted = wanted;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "repair";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    Optional<RepairTable.Claim> claim = table.claimUrgent(LEAST_HOLD);
    claim.ifPresent(this::repair);
    return claim.isPresent() ? 1 : 0;
  }

  /** What a message asks for: nothing when the chunk has no row that is due and free. */
  public void repair(ChunkId chunk) {
    table.claim(chunk, LEAST_HOLD).ifPresent(this::repair);
  }

  /** The chunk cannot be brought to what is wanted now. */
  private static final class Stuck extends Exception {
    private static final long serialVersionUID = 1L;

    Stuck(String message) {
      super(message);
    }
  }

  private void repair(RepairTable.Claim claim) {
    try {
      for (int steps = 0; steps < MOST_STEPS; steps++) {
        Optional<RepairTable.State> state = table.state(claim.chunk()).filter(now -> now.used());
        if (state.isEmpty() || isDone(claim, state.get())) {
          table.finish(claim);
          return;
        }
      }
      table.postpone(claim, SOON, "the state changes again and again");
    } catch (Stuck e) {
      LOG.debugf("%s is not repaired yet: %s", claim.chunk(), e.getMessage());
      table.postpone(claim, Backoff.after(claim.attempts()), e.getMessage());
    }
  }

  /** Goes one step; true when there is none to go. */
  private boolean isDone(RepairTable.Claim claim, RepairTable.State state) throws Stuck {
    if (state.sound().size() < wanted) {
      addReplica(claim, state);
      return false;
    }
    if (!state.bad().isEmpty()) {
      if (!takeAwayOne(claim.chunk(), state.bad())) {
        throw new Stuck("a bad copy stays: too few sound ones are on active nodes");
      }
      return false;
    }
    if (!state.drained().isEmpty()) {
      if (!takeAwayOne(claim.chunk(), state.drained())) {
        throw new Stuck(
            "a copy stays on a node that is drained: too few are on other active nodes");
      }
      return false;
    }
    // Sound copies that nobody lets go of yet are no trouble: the next walk asks again.
    return state.sound().size() == wanted
        || !takeAwayOne(
            claim.chunk(), Placement.leastMissedFirst(state.sound(), calls.candidates()));
  }

  private boolean takeAwayOne(ChunkId chunk, List<NodeId> from) {
    return from.stream().anyMatch(node -> names.takeAway(chunk, node));
  }

  private void addReplica(RepairTable.Claim claim, RepairTable.State state) throws Stuck {
    List<Candidate> candidates = calls.candidates();
    List<NodeView> sources = views(state.sources(), candidates);
    List<NodeView> bad = views(state.bad(), candidates);
    sources.addAll(bad);
    if (sources.isEmpty()) {
      throw new Stuck("no active node has the chunk");
    }
    Duration hold = LEAST_HOLD.plusSeconds(state.size() / LEAST_BYTES_PER_SECOND);
    Set<NodeId> tried = new HashSet<>(state.all());
    String lastError = "no node has room for another replica";
    for (int targets = 0; targets < MOST_TARGETS; targets++) {
      Optional<NodeView> target =
          placement
              .next(new Wish(state.size(), tried, sources, Map.of()), candidates)
              .or(() -> bad.isEmpty() ? Optional.empty() : Optional.of(bad.remove(0)));
      if (target.isEmpty()) {
        break;
      }
      tried.add(target.get().id());
      for (int tries = 0; tries < TRIES_PER_TARGET; tries++) {
        if (!table.hold(claim, hold)) {
          throw new Stuck("another worker took it");
        }
        try {
          copy(new ChunkRef(claim.chunk(), state.size()), sources, target.get(), hold);
          return;
        } catch (IOException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
        } catch (FilesException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
          if (e.type() == ProblemType.CORRUPT) {
            LOG.errorf("no sound copy of chunk %s can be made: %s", claim.chunk(), e.getMessage());
          }
          if (e.type() == ProblemType.DISK_FULL) {
            break;
          }
        }
      }
    }
    throw new Stuck(lastError);
  }

  private static List<NodeView> views(List<NodeId> ids, List<Candidate> candidates) {
    return new ArrayList<>(
        candidates.stream().map(Candidate::node).filter(node -> ids.contains(node.id())).toList());
  }

  /** A node whose own copy is bad fetches from the others, from itself only when there are none. */
  private void copy(ChunkRef chunk, List<NodeView> holders, NodeView target, Duration hold)
      throws IOException, Stuck {
    List<NodeView> others =
        holders.stream().filter(node -> !node.id().equals(target.id())).toList();
    LeaseId lease = leases.open(hold);
    boolean recorded = false;
    try {
      StoredChunk stored =
          calls.store(target).copy(chunk, others.isEmpty() ? List.of(target) : others);
      recorded = table.record(lease, chunk.id(), new CopyAt(target.id(), stored.generation()));
    } finally {
      if (!recorded) {
        leases.close(lease);
      }
    }
    if (!recorded) {
      throw new Stuck("the lease was lost, or the chunk its last content");
    }
  }
}
