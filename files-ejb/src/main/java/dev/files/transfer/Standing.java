package dev.files.transfer;

import java.time.Duration;

/**
 * What a front holds against one node. A call that fails, or some that were overtaken by another
 * node's, are a strike: the node is passed over for a while, longer each time. Then one call is its
 * trial, while the others go on passing it over. Guarded by its own lock.
 */
final class Standing {
  /** About as long as pings need to tell the truth about a node that is gone. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** The pause is doubled so often at most: 40 s. */
  private static final int MOST_DOUBLED = 3;

  /** Who was well for so long begins anew. */
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

  /** Of a call that was its trial and of which nothing was heard. */
  private static final Duration TRIAL = Duration.ofSeconds(2);

  /**
   * A call in time makes up for a quarter of one that was overtaken; three of these are a strike.
   */
  private static final int OVERTAKEN = 4;

  private static final int ENOUGH = 3 * OVERTAKEN;

  private int score;
  private int strikes;
  private boolean struck;
  private boolean onTrial;

  /** Answers alone prove nothing: they came before, too late. */
  private boolean forSlowness;

  private long struckAt;
  private long until;

  synchronized boolean isPassedOver(long now) {
    return struck && now - until < 0;
  }

  /** A call begins. */
  synchronized void called(long now) {
    if (struck && !isPassedOver(now)) {
      onTrial = true;
      until = now + TRIAL.toNanos();
    }
  }

  /** A call broke, or its caller gave up hope. True: from now on it is passed over. */
  synchronized boolean failed(long now) {
    return strike(now, false);
  }

  /** Likewise, when another node was asked the same later and was first. */
  synchronized boolean overtaken(long now) {
    score += OVERTAKEN;
    return (onTrial || score >= ENOUGH) && strike(now, true);
  }

  private boolean strike(long now, boolean slow) {
    boolean another = onTrial || !isPassedOver(now);
    if (another) {
      boolean anew = strikes == 0 || now - until > FORGIVEN_AFTER.toNanos();
      strikes = anew ? 1 : Math.min(strikes + 1, 1 + MOST_DOUBLED);
    }
    long pause = another ? PAUSE.toNanos() << (strikes - 1) : PAUSE.toNanos();
    until = isPassedOver(now) ? Math.max(until, now + pause) : now + pause;
    struck = true;
    struckAt = now;
    forSlowness = slow;
    onTrial = false;
    score = 0;
    return another;
  }

  /** A call that began then was answered. */
  synchronized void answered(long calledAt, long now) {
    if (!forSlowness) {
      clear(calledAt, now);
    }
  }

  /** Likewise, and nobody had to wait for it. */
  synchronized void inTime(long calledAt, long now) {
    score = Math.max(0, score - 1);
    clear(calledAt, now);
  }

  private void clear(long calledAt, long now) {
    if (struck && calledAt - struckAt >= 0) {
      struck = false;
      onTrial = false;
      until = now;
    }
  }
}
