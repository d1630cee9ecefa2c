package dev.files.assembly;

import dev.files.metadata.RecordedFile;

/** Makes files of chunks that are already on nodes. */
public interface FileAssembly {
  /**
   * Keeps every chunk on enough nodes and records the file.
   *
   * @throws dev.files.protocol.FilesException INVALID_VALUE (orders, sizes, number of chunks),
   *     TOO_LARGE, MISMATCH (a chunk is on fewer nodes than the write quorum, has another size, or
   *     the bytes have another SHA-256), UNAVAILABLE (too few nodes could be asked)
   */
  RecordedFile assemble(AssemblyRequest request);
}
