package dev.files.node.index;

/**
 * Where a DATA record lies.
 *
 * @param whole whether in a file of its own, else in a shared segment
 * @param number of that file
 * @param offset of the record in it
 */
public record Place(boolean whole, long number, long offset) {}
