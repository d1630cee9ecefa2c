package dev.files.download;

import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which replica of a window to read next: the least busy one that has not failed. When all have,
 * the locations are looked up once more, for replicas move. Guarded by its own lock.
 */
final class Replicas {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  static final Comparator<Candidate> LEAST_BUSY =
      Comparator.comparing(Candidate::suspect).thenComparingInt(Candidate::inFlight);

  private final Fetching fetching;
  private final Supplier<List<NodeId>> lookUpAgain;
  private final Set<NodeId> failed = new HashSet<>();
  private final Set<NodeId> busy = new HashSet<>();
  private final long busyUntil;
  private List<NodeId> holders;
  private final Set<NodeId> rotten = new HashSet<>();
  private Optional<NodeId> current = Optional.empty();
  private boolean lookedAgain;

  Replicas(Fetching fetching, List<NodeId> holders, Supplier<List<NodeId>> lookUpAgain) {
    this.fetching = fetching;
    this.holders = List.copyOf(holders);
    this.lookUpAgain = lookUpAgain;
    this.busyUntil = fetching.ticker().now() + fetching.policy().busyDeadline().toNanos();
  }

  /**
   * The next replica to read, waiting while all that are left are busy.
   *
   * @throws FilesException UNAVAILABLE or CORRUPT: no replica is left
   */
  NodeView next() throws InterruptedIOException {
    while (true) {
      Optional<NodeView> best = best();
      if (best.isPresent()) {
        took(best.get().id());
        return best.get();
      }
      if (!forgetBusy()) {
        lookAgain();
      } else {
        fetching
            .ticker()
            .await(fetching.ticker().now() + fetching.policy().busyBackoff().toNanos());
      }
    }
  }

  /** Whether there is another replica that may be better. */
  boolean hasOther(NodeId than) {
    return usable().anyMatch(candidate -> !candidate.node().id().equals(than));
  }

  /** Counts the replica that was taken last as failed, if there is another one. */
  synchronized boolean leaveCurrent() {
    if (current.isEmpty() || !hasOther(current.get())) {
      return false;
    }
    fetching.calls().failed(current.get());
    failed.add(current.get());
    return true;
  }

  private synchronized void took(NodeId node) {
    current = Optional.of(node);
  }

  private synchronized Stream<Candidate> usable() {
    return fetching.calls().candidates().stream()
        .filter(candidate -> holders.contains(candidate.node().id()))
        .filter(candidate -> !rotten.contains(candidate.node().id()))
        .filter(candidate -> !failed.contains(candidate.node().id()))
        .toList()
        .stream();
  }

  private synchronized Optional<NodeView> best() {
    return usable()
        .filter(candidate -> !busy.contains(candidate.node().id()))
        .min(LEAST_BUSY)
        .map(Candidate::node);
  }

  private synchronized boolean forgetBusy() {
    boolean some = !busy.isEmpty() && busyUntil - fetching.ticker().now() > 0;
    busy.clear();
    return some;
  }

  private synchronized void lookAgain() {
    if (lookedAgain) {
      throw failed.isEmpty() && !rotten.isEmpty()
          ? new FilesException(ProblemType.CORRUPT, "No good copy of a part of the file is left")
          : new FilesException(
              ProblemType.UNAVAILABLE,
              "No storage node that has a part of the file can be reached",
              RETRY_AFTER);
    }
    lookedAgain = true;
    holders = List.copyOf(lookUpAgain.get());
    // A call may have met a node that was just restarting: each gets a second chance.
    failed.clear();
  }

  synchronized void failed(NodeId node) {
    failed.add(node);
  }

  synchronized void rotten(NodeId node) {
    rotten.add(node);
  }

  synchronized void busy(NodeId node) {
    busy.add(node);
  }
}
