package dev.files.metadata;

import dev.files.protocol.ChunkRef;
import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the rows say of a chunk, for who wants to know why it lies where it does, or does not.
 *
 * @param suspectSince maybe no content names it, and collection is to look; empty: nobody thinks so
 * @param copies by node
 * @param uses the first of the places where contents name it
 */
public record ChunkView(
    ChunkRef chunk, Optional<Instant> suspectSince, List<Copy> copies, List<Use> uses) {
  public ChunkView {
    copies = List.copyOf(copies);
    uses = List.copyOf(uses);
  }

  /**
   * A copy on a node.
   *
   * @param badSince it has rot, or the node lost it; empty: it is sound, as far as is known
   * @param condemned its name is taken away, and its bytes are to go
   */
  public record Copy(
      NodeId node, Generation generation, Optional<Instant> badSince, boolean condemned) {}

  /**
   * A place in a content.
   *
   * @param root of the content; empty once it is being emptied
   * @param ordinal place in the content, from 0
   * @param offset of the chunk's first byte in the content
   * @param files the first that show the content
   */
  public record Use(Optional<ContentRoot> root, int ordinal, long offset, List<FileId> files) {
    public Use {
      files = List.copyOf(files);
    }
  }
}
