package dev.files.web.multipart;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A byte string to be searched for, by Horspool's variant of Boyer and Moore: a boundary of 40
 * bytes lets it look at every fortieth byte only.
 */
final class Needle {
  private final byte[] bytes;
  private final int[] shifts = new int[256];

  Needle(byte[] bytes) {
    this.bytes = bytes.clone();
    Arrays.fill(shifts, bytes.length);
    for (int i = 0; i < bytes.length - 1; i++) {
      shifts[bytes[i] & 0xff] = bytes.length - 1 - i;
    }
  }

  int length() {
    return bytes.length;
  }

  /** The index of the first occurrence that lies in [start, end); -1 when there is none. */
  int find(ByteBuffer in, int start, int end) {
    int last = bytes.length - 1;
    int at = start + last;
    while (at < end) {
      byte seen = in.get(at);
      if (seen == bytes[last] && matches(in, at - last, last)) {
        return at - last;
      }
      at += shifts[seen & 0xff];
    }
    return -1;
  }

  /** How many bytes at the end of [start, end) are a beginning of the needle, but not all of it. */
  int partialAtEnd(ByteBuffer in, int start, int end) {
    for (int length = Math.min(bytes.length - 1, end - start); length > 0; length--) {
      if (matches(in, end - length, length)) {
        return length;
      }
    }
    return 0;
  }

  private boolean matches(ByteBuffer in, int at, int length) {
    for (int i = 0; i < length; i++) {
      if (in.get(at + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
