package dev.files.transfer;

import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.protocol.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The way to the nodes. {@link #store} gives a node's chunk store; on the way it is counted what
 * this front has open to each node, remembered which nodes just failed, and measured how long they
 * let callers wait. All this is the front's own memory, fresher than the pings, and gone with it.
 */
public final class NodeCalls {
  /**
   * Writes to one node at once. A node that hangs keeps a thread for each until its connection
   * times out; the bound leaves the other threads to the other nodes.
   */
  static final int MOST_WRITES_PER_NODE = 48;

  /** How long a node that failed is tried last: about as long as pings need to tell the truth. */
  static final Duration SUSPECT_FOR = Duration.ofSeconds(5);

  /** Of a new wait in a node's mean: some ten calls, and what was before is forgotten. */
  private static final int WAIT_SHARE = 8;

  private record Counts(int reads, int writes) {
    Counts plus(int moreReads, int moreWrites) {
      return new Counts(reads + moreReads, writes + moreWrites);
    }
  }

  private static final Counts NONE = new Counts(0, 0);

  private final NodeStores stores;
  private final ActiveNodes nodes;
  private final LongSupplier nanos;
  private final ConcurrentMap<NodeId, Counts> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<NodeId, Long> suspectUntil = new ConcurrentHashMap<>();
  private final ConcurrentMap<NodeId, Long> waitNanos = new ConcurrentHashMap<>();
  private final LongAdder hedges = new LongAdder();

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public NodeCalls(NodeStores stores, ActiveNodes nodes, LongSupplier nanos) {
    this.stores = stores;
    this.nodes = nodes;
    this.nanos = nanos;
  }

  /** The chunk store of a node, for every call to it. Cheap to make; no call yet. */
  public NodeStore store(NodeView node) {
    NodeId id = node.id();
    NodeStore timed = new TimedStore(this, id, nanos, new DirectStore(stores, node));
    return new SuspectStore(this, id, new CountedStore(this, id, timed));
  }

  /** The active nodes with what this front knows of them. */
  public List<Candidate> candidates() {
    return nodes.active().stream().map(this::candidate).toList();
  }

  public Candidate candidate(NodeView node) {
    Counts counts = open.getOrDefault(node.id(), NONE);
    return new Candidate(node, counts.reads() + counts.writes(), isSuspect(node.id()));
  }

  /**
   * Counts a write in; false when the node has as many as it may. Each that was counted in must be
   * {@link #leaveWrite counted out}.
   */
  boolean enterWrite(NodeId node) {
    boolean[] entered = {false};
    open.compute(
        node,
        (id, now) -> {
          Counts before = now == null ? NONE : now;
          entered[0] = before.writes() < MOST_WRITES_PER_NODE;
          return entered[0] ? before.plus(0, 1) : before;
        });
    return entered[0];
  }

  void leaveWrite(NodeId node) {
    leave(node, 0, -1);
  }

  void enterRead(NodeId node) {
    open.merge(node, new Counts(1, 0), (a, b) -> a.plus(b.reads(), b.writes()));
  }

  void leaveRead(NodeId node) {
    leave(node, -1, 0);
  }

  private void leave(NodeId node, int reads, int writes) {
    open.computeIfPresent(
        node,
        (id, now) -> {
          Counts after = now.plus(reads, writes);
          return after.equals(NONE) ? null : after;
        });
  }

  /**
   * The node is tried last for a while. Calls that fail see to that themselves; what remains is a
   * call that hangs or drags, which only the one who waits for it can judge, long before it fails.
   */
  public void suspect(NodeId node) {
    suspectUntil.put(node, nanos.getAsLong() + SUSPECT_FOR.toNanos());
  }

  /** A call to the node went well. */
  void succeeded(NodeId node) {
    suspectUntil.remove(node);
  }

  /** A node was called because others that were called let their caller wait. */
  public void hedged() {
    hedges.increment();
  }

  /** How often that happened since the start. */
  public long hedges() {
    return hedges.sum();
  }

  /** How many nodes are tried last now. */
  public int suspects() {
    return (int) suspectUntil.keySet().stream().filter(this::isSuspect).count();
  }

  private boolean isSuspect(NodeId node) {
    Long until = suspectUntil.get(node);
    return until != null && until - nanos.getAsLong() > 0;
  }

  void waited(NodeId node, long waitedNanos) {
    waitNanos.merge(node, waitedNanos, (mean, next) -> mean + (next - mean) / WAIT_SHARE);
  }

  /** How long each node let callers wait lately: a mean in which the last calls count most. */
  public Map<NodeId, Duration> waits() {
    Map<NodeId, Duration> waits = new HashMap<>();
    waitNanos.forEach((id, mean) -> waits.put(id, Duration.ofNanos(mean)));
    return waits;
  }

  /** What is open now, for tests and status pages. */
  public Map<NodeId, Integer> openCalls() {
    Map<NodeId, Integer> calls = new HashMap<>();
    open.forEach((id, counts) -> calls.put(id, counts.reads() + counts.writes()));
    return calls;
  }
}
