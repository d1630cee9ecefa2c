package dev.files.protocol;

import java.util.Optional;

/** The name of a chunk: the SHA-256 of its bytes. */
public record ChunkId(Sha256 hash) implements Comparable<ChunkId> {
  public static ChunkId ofBytes(byte[] bytes) {
    return new ChunkId(Sha256.ofBytes(bytes));
  }

  /** Parses exactly 64 lower-case hex digits; empty for anything else. */
  public static Optional<ChunkId> parse(String text) {
    return Sha256.parse(text).map(ChunkId::new);
  }

  public byte[] bytes() {
    return hash.bytes();
  }

  @Override
  public int compareTo(ChunkId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.hex();
  }
}
