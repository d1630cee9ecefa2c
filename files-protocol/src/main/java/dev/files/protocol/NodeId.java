package dev.files.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The persistent name of a storage node: 128 random bits as 32 lower-case hex digits, made once per
 * data directory.
 */
public record NodeId(String hex) implements Comparable<NodeId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public NodeId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a node id is 32 lower-case hex digits");
    }
  }

  /** Parses exactly 32 lower-case hex digits; empty for anything else. */
  public static Optional<NodeId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new NodeId(text)) : Optional.empty();
  }

  @Override
  public int compareTo(NodeId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
