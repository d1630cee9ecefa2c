package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;

/**
 * A chunk on stable storage.
 *
 * @param size in bytes
 * @param created whether this call wrote the bytes (HTTP 201); false when they were there (200)
 */
public record StoredChunk(ChunkId id, long size, Generation generation, boolean created) {}
