package dev.files.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A SHA-256 value (FIPS 180-4), 32 bytes held as four big-endian longs. Ordered as unsigned bytes,
 * which is also the order of its hex text and of PostgreSQL's {@code bytea}.
 */
public record Sha256(long a, long b, long c, long d) implements Comparable<Sha256> {
  /** Bytes in a value. */
  public static final int BYTES = 32;

  private static final HexFormat HEX = HexFormat.of();

  /** A fresh digest of the JDK. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  public static Sha256 ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes, found " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /** Reads 32 bytes at the buffer's position and moves it on; the buffer must be big-endian. */
  public static Sha256 read(ByteBuffer from) {
    return new Sha256(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  /** The hash of {@code bytes}. */
  public static Sha256 of(byte[] bytes) {
    return ofBytes(newDigest().digest(bytes));
  }

  /** Parses exactly 64 lower-case hex digits; empty for anything else. */
  public static Optional<Sha256> parse(String text) {
    if (text.length() != 2 * BYTES) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(ofBytes(HEX.parseHex(text)));
  }

  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    write(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Writes 32 bytes at the buffer's position and moves it on; the buffer must be big-endian. */
  public void write(ByteBuffer into) {
    into.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  public String hex() {
    return HEX.formatHex(bytes());
  }

  @Override
  public int compareTo(Sha256 other) {
    return Arrays.compareUnsigned(
        new long[] {a, b, c, d}, new long[] {other.a, other.b, other.c, other.d});
  }

  @Override
  public String toString() {
    return hex();
  }
}
