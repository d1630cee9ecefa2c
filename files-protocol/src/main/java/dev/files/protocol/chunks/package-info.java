/**
 * Storing chunks: one small interface, {@link dev.files.protocol.chunks.ChunkStore}, implemented by
 * the disk of a node, by a node at the other end of HTTP, and in memory for tests; all pass the
 * same contract test. {@link dev.files.protocol.chunks.BlockChecksums} travel with the bytes so
 * that each reader can check them. {@link dev.files.protocol.chunks.SoundBlocks} finds the sound
 * blocks of copies that are bad in places.
 */
package dev.files.protocol.chunks;
