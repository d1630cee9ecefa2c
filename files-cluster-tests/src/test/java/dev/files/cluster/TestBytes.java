package dev.files.cluster;

import dev.files.protocol.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/**
 * Bytes that can be made again from their seed, of any size, without holding them. Every 64 KiB
 * block differs.
 *
 * @param size in bytes
 */
record TestBytes(long seed, long size) {
  private static final int BLOCK = 64 * 1024;

  byte[] array() {
    try (InputStream in = stream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Sha256 sha256() {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[BLOCK];
    try (InputStream in = stream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Sha256.ofBytes(digest.digest());
  }

  InputStream stream() {
    byte[] base = new byte[BLOCK];
    new SplittableRandom(seed).nextBytes(base);
    return new InputStream() {
      private final byte[] block = base;
      private long at;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (at == size) {
          return -1;
        }
        int within = (int) (at % BLOCK);
        if (within == 0) {
          stamp(at / BLOCK);
        }
        int n = (int) Math.min(Math.min(length, BLOCK - within), size - at);
        System.arraycopy(block, within, into, offset, n);
        at += n;
        return n;
      }

      private void stamp(long number) {
        for (int i = 0; i < Long.BYTES; i++) {
          block[i] = (byte) (number >>> (8 * i));
        }
      }
    };
  }
}
