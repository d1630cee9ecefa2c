package dev.files.node.store;

/**
 * What a store holds.
 *
 * @param capacityBytes what it may take on the disk
 * @param writableBytes what new chunks can take of it now; 0 when the store is unwell
 * @param usedBytes the records of the chunks that are there
 * @param diskBytes the same with what is dead and not compacted yet
 * @param chunks that are there
 */
public record StoreUsage(
    long capacityBytes, long writableBytes, long usedBytes, long diskBytes, long chunks) {}
