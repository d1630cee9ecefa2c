package dev.files.protocol;

/**
 * A durable counter of a node, new each time it stores or keeps a chunk. A deletion names the
 * generation that it means, so that a late one never hits a newer copy.
 *
 * <p>It is epoch * 2^40 + counter: the database gives each start of a node an epoch of its own, so
 * that a disk that was set back to an earlier moment gives out no generation twice. What was given
 * out before there were epochs has epoch 0.
 */
public record Generation(long value) implements Comparable<Generation> {
  /** A node that starts every second has epochs for three months, one that runs for ever. */
  public static final long MOST_EPOCHS = (1L << 22) - 1;

  private static final int EPOCH_SHIFT = 40;

  public Generation {
    if (value < 1) {
      throw new IllegalArgumentException("a generation counts from 1, found " + value);
    }
  }

  /**
   * The one below all of an epoch.
   *
   * @param epoch from 1 to {@value #MOST_EPOCHS}
   */
  public static Generation floorOf(long epoch) {
    if (epoch < 1 || epoch > MOST_EPOCHS) {
      throw new IllegalArgumentException("no epoch: " + epoch);
    }
    return new Generation(epoch << EPOCH_SHIFT);
  }

  public long epoch() {
    return value >> EPOCH_SHIFT;
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
