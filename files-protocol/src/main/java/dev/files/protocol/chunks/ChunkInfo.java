package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;

/**
 * One line of an inventory.
 *
 * @param size in bytes
 */
public record ChunkInfo(ChunkId id, long size, Generation generation) {}
