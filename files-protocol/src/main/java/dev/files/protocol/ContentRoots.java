package dev.files.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Computes the root of a content, chunk by chunk in order, without holding the list.
 *
 * <pre>
 * SHA-256 over     bytes
 *   version            1   1
 *   layout code        1
 *   for each chunk, in order:
 *     size             8   big-endian
 *     id              32
 * </pre>
 */
public final class ContentRoots {
  private static final byte VERSION = 1;

  private final MessageDigest digest = Sha256.newDigest();
  private final ByteBuffer entry = ByteBuffer.allocate(Long.BYTES + Sha256.BYTES);

  public ContentRoots(Layout layout) {
    digest.update(VERSION);
    digest.update((byte) layout.code());
  }

  public static ContentRoot of(Layout layout, Iterable<ChunkRef> chunks) {
    ContentRoots roots = new ContentRoots(layout);
    chunks.forEach(roots::add);
    return roots.finish();
  }

  public void add(ChunkRef chunk) {
    entry.clear().putLong(chunk.size());
    chunk.id().hash().write(entry);
    digest.update(entry.flip());
  }

  /** The root of all that was added; the object is spent. */
  public ContentRoot finish() {
    return ContentRoot.ofBytes(digest.digest());
  }
}
