package dev.files.protocol.messages;

import java.util.List;

/**
 * {@code POST /chunk/read}: the bytes of small chunks, one behind the other. How many come of each,
 * in the order of the request, says the header {@value #SIZES_HEADER}: numbers with commas between,
 * 0 for one that is not there, not small or not sound.
 *
 * @param ids 1 to {@link CopyList#MOST_CHUNKS}
 */
public record ChunkList(List<String> ids) {
  public static final String SIZES_HEADER = "Files-Chunk-Sizes";
}
