package dev.files.web.download;

import dev.files.protocol.http.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The frame of a multipart/byteranges body (RFC 9110, section 14.6), whose length is known ahead.
 */
final class ByteRanges {
  private final String boundary;
  private final String mediaType;
  private final long size;

  /**
   * Frames ranges of one representation.
   *
   * @param boundary must not occur in the bytes: random
   * @param size of the whole representation, in bytes
   */
  ByteRanges(String boundary, String mediaType, long size) {
    this.boundary = boundary;
    this.mediaType = mediaType;
    this.size = size;
  }

  String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  byte[] before(ByteRange range) {
    return ascii(
        "\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + mediaType
            + "\r\nContent-Range: "
            + range.contentRange(size)
            + "\r\n\r\n");
  }

  byte[] end() {
    return ascii("\r\n--" + boundary + "--\r\n");
  }

  long length(List<ByteRange> ranges) {
    long length = end().length;
    for (ByteRange range : ranges) {
      length += before(range).length + range.length();
    }
    return length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
