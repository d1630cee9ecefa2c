package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.protocol.http.ByteRange;

/**
 * A piece of a chunk that is fetched at once.
 *
 * @param range in the chunk, within one window that a node sends checksums for
 */
record Window(ChunkLocations chunk, ByteRange range) {}
