package dev.files.upload;

import dev.files.metadata.CopyAt;
import dev.files.nodes.NodeView;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.Optional;

/** What became of one chunk on one node so far. Guarded by the lock of its owner. */
final class Attempt {
  enum State {
    /** The node is being called. */
    LIVE,
    /** The node was busy or failed and may be tried again later. */
    WAITING,
    /** The node acknowledged. */
    DONE,
    /** The node is not tried again. */
    GIVEN_UP
  }

  final NodeView node;
  private State state = State.WAITING;
  private Optional<CopyAt> copy = Optional.empty();
  private int failures;
  private int refusals;
  private long since;
  private long notBefore;
  private boolean late;

  Attempt(NodeView node, long now) {
    this.node = node;
    this.notBefore = now;
  }

  State state() {
    return state;
  }

  boolean is(State wanted) {
    return state == wanted;
  }

  Optional<CopyAt> copy() {
    return copy;
  }

  boolean isDue(long now) {
    return state == State.WAITING && now - notBefore >= 0;
  }

  long notBefore() {
    return notBefore;
  }

  /** When the node was last heard of. */
  long since() {
    return since;
  }

  void heard(long now) {
    since = now;
  }

  void launched(long now) {
    state = State.LIVE;
    since = now;
    late = false;
  }

  /** Another node is called meanwhile. */
  void late() {
    late = true;
  }

  boolean isLate() {
    return late;
  }

  void done(CopyAt acknowledged) {
    state = State.DONE;
    copy = Optional.of(acknowledged);
  }

  void giveUp() {
    state = State.GIVEN_UP;
  }

  /** Nobody was called, for this front has enough open there. */
  void crowded(long now, SendPolicy policy) {
    state = State.WAITING;
    notBefore = now + policy.leastBackoff().toNanos();
  }

  /** The node said something else than yes. A busy node is tried until the deadline. */
  void refused(FilesException answer, long now, SendPolicy policy) {
    if (answer.type() == ProblemType.UNAVAILABLE) {
      state = State.WAITING;
      notBefore = now + policy.backoff(refusals++).toNanos();
    } else if (answer.type() == ProblemType.DISK_FULL) {
      state = State.GIVEN_UP;
    } else {
      failed(now, policy);
    }
  }

  /** The call broke. */
  void failed(long now, SendPolicy policy) {
    failures++;
    state = failures < policy.failuresPerNode() ? State.WAITING : State.GIVEN_UP;
    notBefore = now + policy.mostBackoff().toNanos();
  }
}
