package dev.files.protocol.messages;

/**
 * What a node answers for a chunk it stores, keeps, lists or still has after a refused deletion.
 */
public record ChunkAnswer(String id, long size, long generation) {}
