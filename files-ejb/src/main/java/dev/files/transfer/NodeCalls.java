package dev.files.transfer;

import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.protocol.NodeId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The way to the nodes. {@link #store} gives a node's chunk store; on the way it is counted what
 * this front has open to each node, and remembered which nodes just failed. Those who wait for
 * nodes say how long, and hear when a node is late. All this is the front's own memory, fresher
 * than the pings, and gone with it.
 */
public final class NodeCalls {
  /**
   * Writes to one node at once. A node that hangs keeps a thread for each until its connection
   * times out; the bound leaves the other threads to the other nodes.
   */
  static final int MOST_WRITES_PER_NODE = 48;

  private record Counts(int reads, int writes) {
    Counts plus(int moreReads, int moreWrites) {
      return new Counts(reads + moreReads, writes + moreWrites);
    }
  }

  private static final Counts NONE = new Counts(0, 0);

  private final NodeStores stores;
  private final ActiveNodes nodes;
  private final Waits waits;
  private final LongSupplier nanos;
  private final ConcurrentMap<NodeId, Counts> open = new ConcurrentHashMap<>();

  /** Of nodes that gave reason to remember it. */
  private final ConcurrentMap<NodeId, Standing> standings = new ConcurrentHashMap<>();

  private final Map<Work, Paces> paces = forEach(Paces::new);
  private final Map<Work, HedgeBudget> budgets = forEach(work -> new HedgeBudget());
  private final Map<Work, LongAdder> hedges = forEach(work -> new LongAdder());
  private final LongAdder passedOver = new LongAdder();

  /** Hears how long clients wait for nodes. */
  public interface Waits {
    /** How many kinds of waits there are. */
    int KINDS = Work.values().length * Paces.SIZE_CLASSES;

    /**
     * A client waited.
     *
     * @param kind from 0 to {@link #KINDS}, exclusive: waits of one kind compare
     */
    void waited(int kind, long nanos);
  }

  /**
   * @param waits hears of each
   * @param nanos a clock like {@link System#nanoTime}
   */
  public NodeCalls(NodeStores stores, ActiveNodes nodes, Waits waits, LongSupplier nanos) {
    this.stores = stores;
    this.nodes = nodes;
    this.waits = waits;
    this.nanos = nanos;
  }

  /** Whose waits nobody hears of. */
  public NodeCalls(NodeStores stores, ActiveNodes nodes, LongSupplier nanos) {
    this(stores, nodes, (kind, waited) -> {}, nanos);
  }

  private static <T> Map<Work, T> forEach(Function<Work, T> make) {
    Map<Work, T> made = new EnumMap<>(Work.class);
    for (Work work : Work.values()) {
      made.put(work, make.apply(work));
    }
    return made;
  }

  /** The chunk store of a node, for every call to it. Cheap to make; no call yet. */
  public NodeStore store(NodeView node) {
    NodeId id = node.id();
    NodeStore counted = new CountedStore(this, id, new DirectStore(stores, node));
    return new SuspectStore(this, id, counted);
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
    if (standings.computeIfAbsent(node, id -> new Standing()).failed(nanos.getAsLong())) {
      passedOver.increment();
    }
  }

  /** A call begins, at the moment that is returned. */
  long called(NodeId node) {
    long now = nanos.getAsLong();
    standing(node).ifPresent(standing -> standing.called(now));
    return now;
  }

  /** A call to the node that began then went well. */
  void answered(NodeId node, long calledAt) {
    standing(node).ifPresent(standing -> standing.answered(calledAt, nanos.getAsLong()));
  }

  private Optional<Standing> standing(NodeId node) {
    return Optional.ofNullable(standings.get(node));
  }

  /** How long the node may take for so many bytes until it is late, in nanoseconds. */
  public long patience(Work work, NodeId node, long bytes) {
    return paces.get(work).patience(node, bytes);
  }

  /**
   * The node did so much work.
   *
   * @param waitedNanos how long it was waited for, its caller's own time not counted
   */
  public void took(Work work, NodeId node, long bytes, long waitedNanos) {
    if (waitedNanos <= paces.get(work).patience(node, bytes)) {
      budgets.get(work).earn();
      long now = nanos.getAsLong();
      standing(node).ifPresent(standing -> standing.inTime(now - waitedNanos, now));
    }
    paces.get(work).took(node, bytes, waitedNanos);
    waits.waited(work.kind() * Paces.SIZE_CLASSES + Paces.sizeClass(bytes), waitedNanos);
  }

  /** The node was late, and another that was asked for the same was first. */
  public void overtaken(Work work, NodeId node, long bytes, long waitedNanos) {
    paces.get(work).took(node, bytes, waitedNanos);
    if (standings.computeIfAbsent(node, id -> new Standing()).overtaken(nanos.getAsLong())) {
      passedOver.increment();
    }
  }

  /** Whether another node may be asked for the same because one is late; counts as asked. */
  public boolean mayHedge(Work work) {
    return budgets.get(work).take();
  }

  /** A node was called because others that were called let their caller wait. */
  public void hedged(Work work) {
    hedges.get(work).increment();
  }

  /** How often that happened since the start. */
  public long hedges(Work work) {
    return hedges.get(work).sum();
  }

  /** How many nodes are tried last now. */
  public int suspects() {
    return (int) standings.keySet().stream().filter(this::isSuspect).count();
  }

  /** How often that began since the start. */
  public long passedOver() {
    return passedOver.sum();
  }

  private boolean isSuspect(NodeId node) {
    Standing standing = standings.get(node);
    return standing != null && standing.isPassedOver(nanos.getAsLong());
  }

  /** What is open now, for tests and status pages. */
  public Map<NodeId, Integer> openCalls() {
    Map<NodeId, Integer> calls = new HashMap<>();
    open.forEach((id, counts) -> calls.put(id, counts.reads() + counts.writes()));
    return calls;
  }
}
