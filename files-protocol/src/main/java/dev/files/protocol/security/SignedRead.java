package dev.files.protocol.security;

import dev.files.protocol.ChunkId;

/**
 * What a signed URL allows: to GET one chunk under a name and media type until a moment.
 *
 * @param expiresEpochSecond seconds since 1970 UTC
 */
public record SignedRead(
    ChunkId chunk, String fileName, String mediaType, boolean inline, long expiresEpochSecond) {}
