package dev.files.upload;

import dev.files.metadata.CopyAt;
import dev.files.metadata.PlacedChunk;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.transfer.HeldChunk;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.NodeStore;
import dev.files.transfer.Ticking;
import dev.files.transfer.Work;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings a chunk that is held to its nodes. A small machine of states: whatever happens (an answer,
 * a failure, time that passes) changes an {@link Attempt}, then {@link #step} decides what to do
 * next. The memory goes back when it is over, also when a node still hangs.
 */
final class ChunkSend implements Ticking {
  private static final Logger LOG = Logger.getLogger(ChunkSend.class);

  private final Sending sending;
  private final Targets targets;
  private final ChunkRef chunk;
  private final HeldChunk bytes;
  private final long startedAt;
  private final Set<NodeId> holders;
  private final Map<NodeId, Attempt> attempts = new LinkedHashMap<>();
  private long quorumAt;
  private Optional<PlacedChunk> placed = Optional.empty();
  private Optional<FilesException> failure = Optional.empty();

  ChunkSend(Sending sending, Targets targets, ChunkRef chunk, HeldChunk bytes) {
    this.sending = sending;
    this.targets = targets;
    this.chunk = chunk;
    this.bytes = bytes;
    // Before the chunk gets to the beat, which must not wait for the database.
    this.holders = sending.holders().of(chunk);
    this.startedAt = sending.ticker().now();
  }

  void start() {
    sending.ticker().add(this);
    tick(startedAt);
  }

  /**
   * Waits until it is over.
   *
   * @throws FilesException UNAVAILABLE: the quorum was not reached
   */
  synchronized PlacedChunk await() throws InterruptedIOException {
    while (!isOver()) {
      try {
        // Each beat of the ticker ends this by the deadline; the wait is bounded by that.
        TimeUnit.SECONDS.timedWait(this, 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while chunks were being sent");
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return placed.orElseThrow();
  }

  synchronized boolean hasFailed() {
    return failure.isPresent();
  }

  synchronized void cancel() {
    if (!isOver()) {
      failure = Optional.of(Sending.unavailable("The upload was given up"));
      end();
    }
  }

  private boolean isOver() {
    return placed.isPresent() || failure.isPresent();
  }

  @Override
  public synchronized void tick(long now) {
    if (!isOver()) {
      step(now);
    }
  }

  private void step(long now) {
    SendPolicy policy = sending.policy();
    int done = count(Attempt.State.DONE);
    boolean late = now - startedAt > policy.deadline().toNanos();
    if (done >= policy.quorum()) {
      boolean waitedEnough = now - quorumAt > policy.straggler().toNanos();
      if (done >= policy.replicas() || late || waitedEnough) {
        succeed();
        return;
      }
    } else if (late) {
      fail("Too few nodes took a chunk in time");
      return;
    }
    findLate(now);
    launchMissing(policy.replicas() - done - countPrompt(), now);
    if (count(Attempt.State.LIVE) == 0 && count(Attempt.State.WAITING) == 0) {
      if (done >= policy.quorum()) {
        succeed();
      } else {
        fail(
            "A chunk needs "
                + policy.quorum()
                + " storage nodes that take it, found "
                + done
                + " among those that are active");
      }
    }
  }

  private void launchMissing(int missing, long now) {
    for (int left = missing; left > 0; left--) {
      Optional<Attempt> next = fresh(now).or(() -> due(now));
      if (next.isEmpty()) {
        return;
      }
      if (count(Attempt.State.LIVE) > countPrompt()) {
        sending.calls().hedged(Work.WRITE);
      }
      launch(next.get(), now);
    }
  }

  private Optional<Attempt> fresh(long now) {
    Optional<NodeView> node = targets.next(chunk.size(), attempts.keySet(), beside(), holders);
    return node.map(
        view -> {
          Attempt attempt = new Attempt(view, now);
          attempts.put(view.id(), attempt);
          return attempt;
        });
  }

  private List<NodeView> beside() {
    return attempts.values().stream()
        .filter(attempt -> attempt.is(Attempt.State.DONE) || attempt.is(Attempt.State.LIVE))
        .map(attempt -> attempt.node)
        .toList();
  }

  private Optional<Attempt> due(long now) {
    return attempts.values().stream()
        .filter(attempt -> attempt.isDue(now))
        .min((a, b) -> Long.compare(a.notBefore() - b.notBefore(), 0));
  }

  private void launch(Attempt attempt, long now) {
    attempt.launched(now);
    try {
      sending.senders().execute(() -> send(attempt));
    } catch (RejectedExecutionException e) {
      attempt.crowded(now, sending.policy());
    }
  }

  private void send(Attempt attempt) {
    NodeView node = attempt.node;
    StoredChunk stored;
    long calledAt = sending.ticker().now();
    try {
      stored = store(node);
    } catch (FilesException e) {
      refused(attempt, e);
      return;
    } catch (IOException | RuntimeException e) {
      failed(attempt, e);
      return;
    }
    long took = sending.ticker().now() - calledAt;
    sending.calls().took(Work.WRITE, node.id(), chunk.size(), took);
    done(attempt, new CopyAt(node.id(), stored.generation()));
  }

  private StoredChunk store(NodeView node) throws IOException {
    NodeStore nodeStore = sending.calls().store(node);
    Optional<StoredChunk> kept =
        holders.contains(node.id()) ? nodeStore.keep(chunk.id()) : Optional.empty();
    return kept.isPresent()
        ? kept.get()
        : nodeStore.store(Optional.of(chunk.id()), OptionalLong.of(chunk.size()), bytes.open());
  }

  private synchronized void done(Attempt attempt, CopyAt copy) {
    if (isOver()) {
      return;
    }
    attempt.done(copy);
    long now = sending.ticker().now();
    if (count(Attempt.State.DONE) == sending.policy().quorum()) {
      quorumAt = now;
    }
    step(now);
  }

  private synchronized void refused(Attempt attempt, FilesException answer) {
    if (isOver()) {
      return;
    }
    LOG.debugf("node %s refused chunk %s: %s", attempt.node.id(), chunk.id(), answer.getMessage());
    long now = sending.ticker().now();
    attempt.refused(answer, now, sending.policy());
    step(now);
  }

  private synchronized void failed(Attempt attempt, Exception cause) {
    if (isOver()) {
      return;
    }
    if (bytes.isLost()) {
      fail("A chunk that was waiting to be sent was lost on this server's disk");
      return;
    }
    LOG.infof("node %s did not take chunk %s: %s", attempt.node.id(), chunk.id(), cause);
    long now = sending.ticker().now();
    attempt.failed(now, sending.policy());
    step(now);
  }

  private void succeed() {
    List<CopyAt> copies =
        attempts.values().stream().flatMap(attempt -> attempt.copy().stream()).toList();
    placed = Optional.of(new PlacedChunk(chunk, copies));
    leaveLaggards();
    end();
  }

  private void fail(String detail) {
    failure = Optional.of(Sending.unavailable(detail));
    leaveLaggards();
    end();
  }

  /** Whoever is still being called hangs or drags: the next chunk should not go there first. */
  private void leaveLaggards() {
    long now = sending.ticker().now();
    for (Attempt attempt : live()) {
      long waited = now - attempt.since();
      if (attempt.isLate() && waited < sending.policy().straggler().toNanos()) {
        sending.calls().overtaken(Work.WRITE, attempt.node.id(), chunk.size(), waited);
      } else {
        sending.calls().suspect(attempt.node.id());
      }
    }
  }

  private void end() {
    sending.ticker().remove(this);
    bytes.release();
    notifyAll();
  }

  private Collection<Attempt> live() {
    return attempts.values().stream().filter(a -> a.is(Attempt.State.LIVE)).toList();
  }

  private int count(Attempt.State state) {
    return (int) attempts.values().stream().filter(attempt -> attempt.is(state)).count();
  }

  /** Finds nodes that take longer than their like, as far as others may be called instead. */
  private void findLate(long now) {
    long hedge = sending.policy().hedge().toNanos();
    NodeCalls calls = sending.calls();
    for (Attempt attempt : live()) {
      long waited = now - attempt.since();
      boolean late = waited > calls.patience(Work.WRITE, attempt.node.id(), chunk.size());
      if (!attempt.isLate() && (waited > hedge || (late && calls.mayHedge(Work.WRITE)))) {
        attempt.late();
      }
    }
  }

  /** Those being called that can still be hoped for. */
  private int countPrompt() {
    return (int) live().stream().filter(attempt -> !attempt.isLate()).count();
  }
}
