package dev.files.plans;

import dev.files.protocol.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A plan as operators see it.
 *
 * @param id empty for a preview
 * @param node that is drained or in maintenance
 * @param created when it was made, or looked ahead to
 * @param chunks copies that are to move, about; of maintenance, those that the node has
 * @param bytes of these copies, about
 * @param bytesPerSecond since it was last set going; of a preview, what is assumed
 * @param left how long it will take from now; empty when it has ended or nothing is known of its
 *     rate
 * @param reason for people: why it ended as it did, or why nothing moves
 */
public record Plan(
    Optional<UUID> id,
    Kind kind,
    Optional<NodeId> node,
    State state,
    Instant created,
    Optional<Instant> ended,
    long chunks,
    long bytes,
    long chunksDone,
    long bytesDone,
    double bytesPerSecond,
    Optional<Duration> left,
    Optional<String> reason) {

  /** What it is for. */
  public enum Kind {
    /** Fills all nodes evenly. */
    REBALANCE,
    /** Empties a node. */
    DRAIN,
    /** Lets a node be away until a moment: nothing moves. */
    MAINTENANCE;

    /** As in URLs, JSON and rows. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far it is. */
  public enum State {
    /** Nothing but a look ahead. */
    PREVIEW,
    RUNNING,
    PAUSED,
    DONE,
    CANCELLED;

    /** As in JSON and rows. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How long it will take from now when it goes on as since it was last set going. */
  Optional<Duration> leftByRate() {
    boolean tells = ended.isEmpty() && bytesPerSecond > 0;
    return tells
        ? Optional.of(
            Duration.ofMillis((long) (Math.max(0, bytes - bytesDone) / bytesPerSecond * 1000)))
        : Optional.empty();
  }

  Plan withLeft(Optional<Duration> time) {
    return new Plan(
        id,
        kind,
        node,
        state,
        created,
        ended,
        chunks,
        bytes,
        chunksDone,
        bytesDone,
        bytesPerSecond,
        time,
        reason);
  }
}
