package dev.files.replication;

import dev.files.protocol.ChunkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What goes through the queue: the version and chunks, such as {@code 1 e3b0c442… 2c26b46b…}, as
 * text. Only a hint: nothing is decided by it.
 *
 * @param chunks from 1 to {@value #MOST_CHUNKS}
 */
record RepairMessage(List<ChunkId> chunks) {
  /** As many as share a round trip to the database, and are soon repaired. */
  static final int MOST_CHUNKS = 64;

  private static final String PREFIX = "1 ";

  RepairMessage {
    if (chunks.isEmpty() || chunks.size() > MOST_CHUNKS) {
      throw new IllegalArgumentException(chunks.size() + " chunks");
    }
    chunks = List.copyOf(chunks);
  }

  String text() {
    return chunks.stream().map(ChunkId::toString).collect(Collectors.joining(" ", PREFIX, ""));
  }

  /** Parses version 1; empty for anything else. */
  static Optional<RepairMessage> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] words = text.substring(PREFIX.length()).split(" ", MOST_CHUNKS + 1);
    List<ChunkId> chunks = new ArrayList<>();
    for (String word : words) {
      ChunkId.parse(word).ifPresent(chunks::add);
    }
    return chunks.size() == words.length && chunks.size() <= MOST_CHUNKS
        ? Optional.of(new RepairMessage(chunks))
        : Optional.empty();
  }
}
