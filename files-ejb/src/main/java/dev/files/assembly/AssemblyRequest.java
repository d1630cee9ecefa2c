package dev.files.assembly;

import dev.files.metadata.Expiry;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * A file to be made of chunks that are on nodes. Name and media type were checked at the edge; the
 * list of chunks is checked by {@link FileAssembly}.
 *
 * @param sha256 what the bytes must hash to; when given, they are read back before the answer
 */
public record AssemblyRequest(
    String name, String mediaType, Expiry expires, Optional<Sha256> sha256, List<Part> chunks) {
  public AssemblyRequest {
    chunks = List.copyOf(chunks);
  }

  /**
   * One chunk of the list.
   *
   * @param order place in the file; all orders together are 0 to n-1, in any sequence
   * @param size in bytes
   */
  public record Part(ChunkId id, long order, long size) {}
}
