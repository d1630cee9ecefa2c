package dev.files.protocol.http;

/**
 * A run of bytes.
 *
 * @param offset of the first byte, from 0
 * @param length in bytes, at least 0
 */
public record ByteRange(long offset, long length) {
  public ByteRange {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("not a range: offset " + offset + ", length " + length);
    }
  }

  public static ByteRange all(long size) {
    return new ByteRange(0, size);
  }

  /** The offset behind the last byte. */
  public long end() {
    return offset + length;
  }

  /**
   * The value of {@code Content-Range} (RFC 9110, section 14.4) for a representation of the given
   * size.
   */
  public String contentRange(long size) {
    return "bytes " + offset + "-" + (end() - 1) + "/" + size;
  }
}
