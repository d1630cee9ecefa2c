package dev.files.assembly;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked list of chunks, in order.
 *
 * @param layout FIXED when the list is cut like that, WHOLE for one chunk, else LISTED
 * @param size of the file in bytes
 * @param sha256 of the bytes, as far as the list alone tells: of no chunk, and of one
 */
record AssemblyPlan(Layout layout, long size, Optional<Sha256> sha256, List<ChunkRef> chunks) {
  /** A list of so many chunks is a few megabytes of JSON. */
  static final int MAX_CHUNKS = 100_000;

  private static final long FIXED_BYTES = 4L << 20;

  AssemblyPlan {
    chunks = List.copyOf(chunks);
  }

  /**
   * Checks and orders.
   *
   * @throws FilesException INVALID_VALUE that names the field, TOO_LARGE
   */
  static AssemblyPlan of(List<AssemblyRequest.Part> parts, long maxFileBytes) {
    if (parts.size() > MAX_CHUNKS) {
      throw invalid("chunks: expected at most " + MAX_CHUNKS + "; found " + parts.size());
    }
    List<ChunkRef> chunks = new ArrayList<>(Collections.nCopies(parts.size(), null));
    Map<ChunkId, Long> sizes = new HashMap<>();
    long size = 0;
    for (AssemblyRequest.Part part : parts) {
      if (part.size() < 1 || part.size() > ChunkStore.MAX_CHUNK_BYTES) {
        throw invalid(
            "chunks.size: expected 1 to " + ChunkStore.MAX_CHUNK_BYTES + "; found " + part.size());
      }
      if (part.order() < 0
          || part.order() >= parts.size()
          || chunks.set((int) part.order(), new ChunkRef(part.id(), part.size())) != null) {
        throw invalid(
            "chunks.order: expected 0 to "
                + (parts.size() - 1)
                + ", each once; found "
                + part.order());
      }
      Long other = sizes.putIfAbsent(part.id(), part.size());
      if (other != null && other != part.size()) {
        throw invalid("chunks.size: expected one size for chunk " + part.id() + "; found two");
      }
      size += part.size();
    }
    if (size > maxFileBytes) {
      throw new FilesException(
          ProblemType.TOO_LARGE, "The file may have " + maxFileBytes + " bytes; found " + size);
    }
    return new AssemblyPlan(layout(chunks), size, known(chunks), chunks);
  }

  private static Layout layout(List<ChunkRef> chunks) {
    for (int i = 0; i < chunks.size(); i++) {
      long size = chunks.get(i).size();
      if (size > FIXED_BYTES || (size < FIXED_BYTES && i < chunks.size() - 1)) {
        return chunks.size() == 1 ? Layout.WHOLE : Layout.LISTED;
      }
    }
    return Layout.FIXED;
  }

  private static Optional<Sha256> known(List<ChunkRef> chunks) {
    return switch (chunks.size()) {
      case 0 -> Optional.of(Sha256.of(new byte[0]));
      case 1 -> Optional.of(chunks.get(0).id().hash());
      default -> Optional.empty();
    };
  }

  private static FilesException invalid(String detail) {
    return new FilesException(ProblemType.INVALID_VALUE, detail);
  }
}
