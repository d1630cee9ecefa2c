package dev.files.protocol;

/**
 * A durable counter of a node, new each time it stores or keeps a chunk. A deletion names the
 * generation that it means, so that a late one never hits a newer copy.
 */
public record Generation(long value) implements Comparable<Generation> {
  public Generation {
    if (value < 1) {
      throw new IllegalArgumentException("a generation counts from 1, found " + value);
    }
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
