package dev.files.download;

import dev.files.download.Windows.Window;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
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
 * Which replica of a window to read next: the least busy one that has not failed; one that has rot
 * comes last and is read where it is sound. When all have failed, the locations are looked up once
 * more, for replicas move. Guarded by its own lock.
 */
final class Replicas {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  static final Comparator<Candidate> LEAST_BUSY =
      Comparator.comparing(Candidate::suspect).thenComparingInt(Candidate::inFlight);

  private final Fetching fetching;
  private final Window window;
  private final Supplier<List<NodeId>> lookUpAgain;
  private final CorruptReplicas rot;
  private final Set<NodeId> failed = new HashSet<>();
  private final Set<NodeId> busy = new HashSet<>();
  private final long busyUntil;
  private List<NodeId> holders;

  /** In the chunk, where the next read starts. */
  private long position;

  private boolean lookedAgain;

  Replicas(
      Fetching fetching, Window window, Supplier<List<NodeId>> lookUpAgain, CorruptReplicas rot) {
    this.fetching = fetching;
    this.window = window;
    this.holders = window.chunk().nodes();
    this.lookUpAgain = lookUpAgain;
    this.rot = rot;
    this.busyUntil = fetching.ticker().now() + fetching.policy().busyDeadline().toNanos();
  }

  /**
   * The next replica to read, waiting while all that are left are busy.
   *
   * @param from in the chunk, where the read starts
   * @throws FilesException UNAVAILABLE: no replica can be read now; CORRUPT: the block is bad in
   *     all of them
   */
  NodeView next(long from) throws InterruptedIOException {
    goTo(from);
    while (true) {
      Optional<NodeView> best = best();
      if (best.isPresent()) {
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

  private synchronized void goTo(long from) {
    position = from;
  }

  /**
   * Another replica than the one that is late, to be read meanwhile.
   *
   * @param from in the chunk, where the read would start
   * @param anyOne whether one whose node is passed over is better than none
   */
  synchronized Optional<NodeView> other(NodeId late, long from, boolean anyOne) {
    goTo(from);
    return ready()
        .filter(candidate -> !candidate.node().id().equals(late))
        .filter(candidate -> anyOne || !candidate.suspect())
        .min(order())
        .map(Candidate::node);
  }

  private synchronized Stream<Candidate> usable() {
    return fetching.calls().candidates().stream()
        .filter(candidate -> holders.contains(candidate.node().id()))
        .filter(candidate -> !failed.contains(candidate.node().id()))
        .filter(candidate -> reach(candidate.node().id()) > position)
        .toList()
        .stream();
  }

  private long reach(NodeId node) {
    return window.sound().reach(node, position, window.range().end());
  }

  private Stream<Candidate> ready() {
    return usable().filter(candidate -> !busy.contains(candidate.node().id()));
  }

  private Comparator<Candidate> order() {
    return Comparator.<Candidate, Boolean>comparing(
            candidate -> window.sound().isRotten(candidate.node().id()))
        .thenComparing(candidate -> -reach(candidate.node().id()))
        .thenComparing(LEAST_BUSY);
  }

  private synchronized Optional<NodeView> best() {
    return ready().min(order()).map(Candidate::node);
  }

  private synchronized boolean forgetBusy() {
    boolean some = !busy.isEmpty() && busyUntil - fetching.ticker().now() > 0;
    busy.clear();
    return some;
  }

  private void lookAgain() {
    lookAgainOnce();
    // Without the lock, which the beat takes too: it must not wait for the database.
    found(List.copyOf(lookUpAgain.get()));
  }

  private synchronized void lookAgainOnce() {
    if (lookedAgain) {
      boolean soundNowhere =
          !holders.isEmpty() && holders.stream().allMatch(holder -> reach(holder) == position);
      throw soundNowhere
          ? new FilesException(ProblemType.CORRUPT, "No good copy of a part of the file is left")
          : new FilesException(
              ProblemType.UNAVAILABLE,
              "No storage node that has a part of the file can be reached",
              RETRY_AFTER);
    }
    lookedAgain = true;
  }

  private synchronized void found(List<NodeId> nodes) {
    holders = nodes;
    // A call may have met a node that was just restarting: each gets a second chance.
    failed.clear();
  }

  synchronized void failed(NodeId node) {
    failed.add(node);
  }

  /**
   * The node refused a read for rot.
   *
   * @param left of the read, in the chunk
   */
  void rotten(NodeId node, ByteRange left) {
    window.sound().refused(node, left);
    rot.report(window.chunk().chunk().id(), node);
  }

  synchronized void busy(NodeId node) {
    busy.add(node);
  }
}
