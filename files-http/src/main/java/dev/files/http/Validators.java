package dev.files.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What conditions are compared with: the state of the target (RFC 9110, section 8.8).
 *
 * @param exists whether the target has a representation at all
 * @param tag of the representation that would be sent
 * @param modified to the second, as it stands in {@code Last-Modified}
 */
public record Validators(boolean exists, Optional<EntityTag> tag, Optional<Instant> modified) {
  /** A target that has no representation: one that can be posted to, say. */
  public static final Validators NOTHING =
      new Validators(false, Optional.empty(), Optional.empty());

  public static Validators of(EntityTag tag) {
    return new Validators(true, Optional.of(tag), Optional.empty());
  }

  /**
   * Validators with a date, which is never later than now (section 8.8.2.1): the clock that told it
   * may be ahead of ours.
   */
  public static Validators of(EntityTag tag, Instant modified, Instant now) {
    Instant earlier = modified.isAfter(now) ? now : modified;
    return new Validators(
        true, Optional.of(tag), Optional.of(earlier.truncatedTo(ChronoUnit.SECONDS)));
  }
}
