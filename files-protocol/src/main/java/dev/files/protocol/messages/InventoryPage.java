package dev.files.protocol.messages;

import java.util.List;

/** {@code GET /chunk?after=&limit=}: chunks in the order of ids. */
public record InventoryPage(List<ChunkAnswer> chunks) {
  /** The most chunks that one page holds. */
  public static final int MAX_LIMIT = 10_000;
}
