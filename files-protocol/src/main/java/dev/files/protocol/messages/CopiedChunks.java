package dev.files.protocol.messages;

import java.util.List;

/**
 * The answer to a {@link CopyList}: the chunks that are now on stable storage. Why another is not
 * is told to whoever asks for it alone.
 */
public record CopiedChunks(List<ChunkAnswer> chunks) {}
