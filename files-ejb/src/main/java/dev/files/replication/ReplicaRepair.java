package dev.files.replication;

import dev.files.metadata.CopyAt;
import dev.files.metadata.CopyNames;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.replication.RepairTable.Claim;
import dev.files.replication.RepairTable.State;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Backoff;
import dev.files.workers.Chore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Brings chunks to the replicas wanted: sound copies that are missing are made, then the names of
 * bad ones go, then those of copies on nodes that are drained, then those of sound ones beyond what
 * is wanted. Copies on lost nodes keep their names, so that they count again when the node is back.
 *
 * <p>Driven by messages and, for what messages missed, by a timer, a batch at a time; idempotent,
 * because it acts on what the rows say now and holds the chunks' repair rows while it does.
 */
public final class ReplicaRepair implements Chore {
  private static final Logger LOG = Logger.getLogger(ReplicaRepair.class);

  static final String NAME = "repair";

  /** More than the copies that a chunk can have to gain and to lose, in rounds of all bytes. */
  private static final int MOST_ROUNDS = 128;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final RepairTable table;
  private final Leases leases;
  private final CopyNames names;
  private final NodeCalls calls;
  private final ReplicaCopies copies;
  private final int wanted;
  private final Duration interval;
  private final LongAdder repairedChunks = new LongAdder();
  private final LongAdder repairedCopies = new LongAdder();

  ReplicaRepair(
      RepairTable table,
      Leases leases,
      CopyNames names,
      NodeCalls calls,
      ReplicaCopies copies,
      int wanted,
      Duration interval) {
    this.table = table;
    this.leases = leases;
    this.names = names;
    this.calls = calls;
    this.copies = copies;
    this.wanted = wanted;
    this.interval = interval;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return repairAll(table.claimUrgent(RepairMessage.MOST_CHUNKS, ReplicaCopies.LEAST_HOLD));
  }

  /** Chunks since the start that were looked at until nothing was left to do. */
  public long repairedChunks() {
    return repairedChunks.sum();
  }

  /** Copies that were made and recorded since the start. */
  public long repairedCopies() {
    return repairedCopies.sum();
  }

  /**
   * What a message asks for: nothing for chunks that have no row that is due and free.
   *
   * @return how many had one
   */
  public int repair(List<ChunkId> chunks) {
    return repairAll(table.claim(chunks, ReplicaCopies.LEAST_HOLD));
  }

  private int repairAll(List<Claim> claims) {
    List<Claim> open = claims;
    for (int rounds = 0; rounds < MOST_ROUNDS && !open.isEmpty(); rounds++) {
      open = round(open, rounds == 0);
    }
    open.forEach(claim -> table.postpone(claim, SOON, "the state changes again and again"));
    return claims.size();
  }

  /**
   * Goes one step with each chunk.
   *
   * @param first whether the rows were taken just now
   * @return those that have another step to go, maybe
   */
  private List<Claim> round(List<Claim> claims, boolean first) {
    Map<ChunkId, State> states = table.states(claims.stream().map(Claim::chunk).toList());
    List<Claim> done = new ArrayList<>();
    List<Claim> open = new ArrayList<>();
    Map<Claim, State> missing = new HashMap<>();
    long bytes = 0;
    for (Claim claim : claims) {
      State state = states.get(claim.chunk());
      if (state == null || !state.used()) {
        done.add(claim);
      } else if (state.sound().size() >= wanted) {
        takeAwayOne(claim, state, done, open);
      } else if (missing.isEmpty() || bytes + state.size() <= ReplicaCopies.ROUND_BYTES) {
        missing.put(claim, state);
        bytes += state.size();
      } else {
        open.add(claim);
      }
    }
    table.finish(done);
    repairedChunks.add(done.size());
    if (!missing.isEmpty()) {
      Duration hold = ReplicaCopies.longest(missing.values().stream().mapToLong(State::size));
      if (!first || hold.compareTo(ReplicaCopies.LEAST_HOLD) > 0) {
        table.hold(claims, hold);
      }
      open.addAll(addReplicas(missing, hold));
    }
    return open;
  }

  /** Sorts the claim in: done, or with another step to go; or gives it back. */
  private void takeAwayOne(Claim claim, State state, List<Claim> done, List<Claim> open) {
    if (!state.bad().isEmpty()) {
      afterLeaving(
          claim, state.bad(), open, "a bad copy stays: too few sound ones are on active nodes");
    } else if (!state.drained().isEmpty()) {
      afterLeaving(
          claim,
          state.drained(),
          open,
          "a copy stays on a node that is drained: too few are on other active nodes");
    } else if (state.sound().size() == wanted
        || !takeAwayOne(
            claim.chunk(), Placement.leastMissedFirst(state.sound(), calls.candidates()))) {
      // Sound copies that nobody lets go of yet are no trouble: the next walk asks again.
      done.add(claim);
    } else {
      open.add(claim);
    }
  }

  private void afterLeaving(Claim claim, List<NodeId> from, List<Claim> open, String otherwise) {
    if (takeAwayOne(claim.chunk(), from)) {
      open.add(claim);
    } else {
      giveBack(claim, otherwise);
    }
  }

  private boolean takeAwayOne(ChunkId chunk, List<NodeId> from) {
    return from.stream().anyMatch(node -> names.takeAway(chunk, node));
  }

  private void giveBack(Claim claim, String reason) {
    LOG.debugf("%s is not repaired yet: %s", claim.chunk(), reason);
    table.postpone(claim, Backoff.after(claim.attempts()), reason);
  }

  /**
   * Makes a copy of each, under one lease, and records them together.
   *
   * @return those that have it; the others are given back
   */
  private List<Claim> addReplicas(Map<Claim, State> missing, Duration hold) {
    LeaseId lease = leases.open(hold);
    Map<ChunkId, CopyAt> made = new HashMap<>();
    Set<ChunkId> recorded = Set.of();
    Map<Claim, ReplicaCopies.Outcome> outcomes;
    try {
      outcomes = copies.make(missing);
      outcomes.forEach(
          (claim, outcome) -> outcome.copy().ifPresent(copy -> made.put(claim.chunk(), copy)));
      if (!made.isEmpty()) {
        recorded = table.record(lease, made);
        repairedCopies.add(recorded.size());
      }
    } finally {
      if (recorded.isEmpty()) {
        leases.close(lease);
      }
    }
    List<Claim> copied = new ArrayList<>();
    for (Map.Entry<Claim, ReplicaCopies.Outcome> each : outcomes.entrySet()) {
      Claim claim = each.getKey();
      Optional<String> failure = each.getValue().failure();
      if (recorded.contains(claim.chunk())) {
        copied.add(claim);
      } else {
        giveBack(claim, failure.orElse("the lease was lost, or the chunk its last content"));
      }
    }
    return copied;
  }
}
