package dev.files.node.store;

import dev.files.protocol.ChunkId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the reading of all chunks is, in the order of ids.
 *
 * @param began when the first chunk of this pass was read
 * @param done the last chunk that was; empty: none
 * @param bytes that were read in it
 * @param rotten copies that it found bad
 * @param lastEnded when the pass before it was through
 */
record ScrubPass(
    Instant began, Optional<ChunkId> done, long bytes, long rotten, Optional<Instant> lastEnded) {
  /** Of the period: what is left is for a node that is down, or busy. */
  private static final double AIM = 0.8;

  /** A pass that is late catches up within this share of a period, and not at any price. */
  private static final int CATCH_UP = 20;

  private static final int FRACTION_BYTES = 6;

  static ScrubPass first(Instant now) {
    return new ScrubPass(now, Optional.empty(), 0, 0, Optional.empty());
  }

  ScrubPass after(ChunkId chunk) {
    return new ScrubPass(began, Optional.of(chunk), bytes, rotten, lastEnded);
  }

  ScrubPass plus(long moreBytes, int moreRotten) {
    return new ScrubPass(began, done, bytes + moreBytes, rotten + moreRotten, lastEnded);
  }

  ScrubPass ended(Instant now) {
    return new ScrubPass(now, Optional.empty(), 0, 0, Optional.of(now));
  }

  /** How much of all ids lies behind it, 0 to 1: hashes are spread evenly. */
  double share() {
    return done.map(
            id ->
                new BigInteger(1, java.util.Arrays.copyOf(id.bytes(), FRACTION_BYTES)).doubleValue()
                    / Math.pow(2, FRACTION_BYTES * 8))
        .orElse(0.0);
  }

  /**
   * Bytes in a second that are needed so that it ends in time.
   *
   * @param stored bytes that are there in all
   * @param period in which all are to be read once
   */
  long neededBytesPerSecond(long stored, Duration period, Instant now) {
    double left = period.toSeconds() * AIM - Duration.between(began, now).toSeconds();
    double least = period.toSeconds() / (double) CATCH_UP;
    return (long) Math.ceil(stored * (1 - share()) / Math.max(left, least));
  }

  /** {@code 1 BEGAN DONE BYTES ROTTEN ENDED}, seconds since 1970, {@code -} for none. */
  String line() {
    return String.join(
        " ",
        "1",
        Long.toString(began.getEpochSecond()),
        done.map(ChunkId::toString).orElse("-"),
        Long.toString(bytes),
        Long.toString(rotten),
        lastEnded.map(ended -> Long.toString(ended.getEpochSecond())).orElse("-"));
  }

  /** Empty when it is no such line: then all is read anew, which costs nothing but time. */
  static Optional<ScrubPass> parse(String line) {
    String[] parts = line.strip().split(" ", -1);
    if (parts.length != 6 || !parts[0].equals("1")) {
      return Optional.empty();
    }
    try {
      Optional<ChunkId> done = ChunkId.parse(parts[2]);
      if (done.isEmpty() && !parts[2].equals("-")) {
        return Optional.empty();
      }
      return Optional.of(
          new ScrubPass(
              Instant.ofEpochSecond(Long.parseLong(parts[1])),
              done,
              Long.parseLong(parts[3]),
              Long.parseLong(parts[4]),
              parts[5].equals("-")
                  ? Optional.empty()
                  : Optional.of(Instant.ofEpochSecond(Long.parseLong(parts[5])))));
    } catch (NumberFormatException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
