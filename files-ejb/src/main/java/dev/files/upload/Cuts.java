package dev.files.upload;

import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkStore;
import java.util.OptionalLong;

/**
 * Where a file is cut: a pure function from layout and offset to the length of the next chunk.
 *
 * @param pieces the chunks, where their number is fixed beforehand; 0 when it is not
 * @param pieceBytes size of a chunk, of the smaller ones where they differ
 * @param longer so many chunks at the beginning have a byte more
 * @param limit bytes that the file may have at most
 */
record Cuts(long pieces, long pieceBytes, long longer, long limit) {
  static final long FIXED_BYTES = 4L << 20;
  private static final long LEAST_PART_BYTES = 1L << 20;

  /**
   * @param size of the file, when announced
   * @param mostBytes largest file
   * @param mostWholeBytes largest file in layout WHOLE
   * @throws FilesException TOO_LARGE by the announced size, LENGTH_REQUIRED for EQUAL without one
   */
  static Cuts of(LayoutChoice choice, OptionalLong size, long mostBytes, long mostWholeBytes) {
    long limit = choice.layout() == Layout.WHOLE ? Math.min(mostBytes, mostWholeBytes) : mostBytes;
    if (size.isPresent() && size.getAsLong() > limit) {
      throw tooLarge(limit);
    }
    return switch (choice.layout()) {
      case FIXED -> new Cuts(0, FIXED_BYTES, 0, limit);
      case LISTED -> throw new IllegalArgumentException("nobody can ask for this layout");
      case WHOLE -> new Cuts(1, size.orElse(limit), 0, limit);
      case EQUAL -> {
        long bytes =
            size.orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.LENGTH_REQUIRED,
                        "layout=equal needs the size before the first byte: send Content-Length, or"
                            + " in a form the field size before the file"));
        long parts = Math.max(1, Math.min(bytes / LEAST_PART_BYTES, choice.parts()));
        if (bytes / parts >= ChunkStore.MAX_CHUNK_BYTES) {
          throw tooLarge(parts * ChunkStore.MAX_CHUNK_BYTES);
        }
        yield new Cuts(parts, bytes / parts, bytes % parts, limit);
      }
    };
  }

  /**
   * Bytes of the chunk with this ordinal, at most: the last one of a file is as long as the file
   * lets it be.
   */
  long length(long ordinal) {
    return pieceBytes + (ordinal < longer ? 1 : 0);
  }

  static FilesException tooLarge(long limit) {
    return new FilesException(
        ProblemType.TOO_LARGE, "A file may have at most " + limit + " bytes in this layout");
  }
}
