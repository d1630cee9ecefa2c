package dev.files.protocol;

import java.util.Optional;

/**
 * The name of a content: the SHA-256 over version, layout, and each chunk's size and id; see {@link
 * ContentRoots}.
 */
public record ContentRoot(Sha256 hash) implements Comparable<ContentRoot> {
  public static ContentRoot ofBytes(byte[] bytes) {
    return new ContentRoot(Sha256.ofBytes(bytes));
  }

  /** Parses exactly 64 lower-case hex digits; empty for anything else. */
  public static Optional<ContentRoot> parse(String text) {
    return Sha256.parse(text).map(ContentRoot::new);
  }

  public byte[] bytes() {
    return hash.bytes();
  }

  @Override
  public int compareTo(ContentRoot other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.hex();
  }
}
