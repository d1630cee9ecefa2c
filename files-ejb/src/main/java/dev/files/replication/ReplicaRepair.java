package dev.files.replication;

import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.placement.Placement;
import dev.files.placement.Wish;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.transfer.NodeCalls;
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
 * Brings a chunk up to the replicas wanted. Driven by messages and, for what messages missed, by a
 * timer; idempotent, because it acts on what the rows say now and holds the chunk's repair row
 * while it does.
 */
public final class ReplicaRepair implements Chore {
  private static final Logger LOG = Logger.getLogger(ReplicaRepair.class);

  /** The nodes that are asked to copy before the row is given back. */
  static final int MOST_TARGETS = 3;

  /** A node that failed is asked once more before another. */
  static final int TRIES_PER_TARGET = 2;

  private static final Duration LEAST_HOLD = Duration.ofSeconds(60);

  /** The slowest copy that still makes it within the lease. */
  private static final long LEAST_BYTES_PER_SECOND = 4L << 20;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final RepairTable table;
  private final Leases leases;
  private final NodeCalls calls;
  private final Placement placement;
  private final int wanted;
  private final Duration interval;

  ReplicaRepair(
      RepairTable table,
      Leases leases,
      NodeCalls calls,
      Placement placement,
      int wanted,
      Duration interval) {
    this.table = table;
    this.leases = leases;
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
    Optional<RepairTable.Claim> claim = table.claimAny(LEAST_HOLD);
    claim.ifPresent(this::repair);
    return claim.isPresent() ? 1 : 0;
  }

  /** What a message asks for: nothing when the chunk has no row that is due and free. */
  public void repair(ChunkId chunk) {
    table.claim(chunk, LEAST_HOLD).ifPresent(this::repair);
  }

  private void repair(RepairTable.Claim claim) {
    try {
      while (true) {
        Optional<RepairTable.State> state = table.state(claim.chunk());
        if (state.isEmpty() || !state.get().used() || state.get().nodes().size() >= wanted) {
          table.finish(claim);
          return;
        }
        if (!addReplica(claim, state.get())) {
          // Lost the row, or the lease, or the chunk its last content: the next look tells.
          table.postpone(claim, FIRST_PAUSE, "the state changed meanwhile");
          return;
        }
      }
    } catch (CopyFailed e) {
      LOG.debugf("no replica made of %s: %s", claim.chunk(), e.getMessage());
      table.postpone(claim, pauseAfter(claim.attempts()), e.getMessage());
    }
  }

  static Duration pauseAfter(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 16));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** No node could be brought to copy the chunk. */
  private static final class CopyFailed extends Exception {
    CopyFailed(String message) {
      super(message);
    }
  }

  private boolean addReplica(RepairTable.Claim claim, RepairTable.State state) throws CopyFailed {
    List<Candidate> candidates = calls.candidates();
    List<NodeView> sources = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (state.nodes().contains(candidate.node().id())) {
        sources.add(candidate.node());
      }
    }
    if (sources.isEmpty()) {
      throw new CopyFailed("no active node has the chunk");
    }
    Duration hold = LEAST_HOLD.plusSeconds(state.size() / LEAST_BYTES_PER_SECOND);
    Set<NodeId> tried = new HashSet<>(state.nodes());
    String lastError = "no node has room for another replica";
    for (int targets = 0; targets < MOST_TARGETS; targets++) {
      Wish wish = new Wish(state.size(), tried, sources, Map.of());
      Optional<NodeView> target = placement.next(wish, candidates);
      if (target.isEmpty()) {
        break;
      }
      tried.add(target.get().id());
      for (int tries = 0; tries < TRIES_PER_TARGET; tries++) {
        if (!table.hold(claim, hold)) {
          return false;
        }
        NodeView source = sources.get(tries % sources.size());
        try {
          return copy(claim.chunk(), source, target.get(), hold);
        } catch (IOException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
        } catch (FilesException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
          if (e.type() == ProblemType.DISK_FULL) {
            break;
          }
        }
      }
    }
    throw new CopyFailed(lastError);
  }

  private boolean copy(ChunkId chunk, NodeView source, NodeView target, Duration hold)
      throws IOException {
    LeaseId lease = leases.open(hold);
    boolean recorded = false;
    try {
      StoredChunk stored = calls.store(target).copy(chunk, source);
      recorded = table.record(lease, chunk, new CopyAt(target.id(), stored.generation()));
      return recorded;
    } finally {
      if (!recorded) {
        leases.close(lease);
      }
    }
  }
}
