package dev.files.replication;

import dev.files.protocol.ChunkId;
import java.util.Optional;

/**
 * What goes through the queue: {@code VERSION SPACE CHUNK}, such as {@code 1 e3b0c442…}, as text.
 * Only a hint: nothing is decided by it.
 */
record RepairMessage(ChunkId chunk) {
  private static final String PREFIX = "1 ";

  String text() {
    return PREFIX + chunk;
  }

  /** Parses version 1; empty for anything else. */
  static Optional<RepairMessage> parse(String text) {
    return text.startsWith(PREFIX)
        ? ChunkId.parse(text.substring(PREFIX.length())).map(RepairMessage::new)
        : Optional.empty();
  }
}
