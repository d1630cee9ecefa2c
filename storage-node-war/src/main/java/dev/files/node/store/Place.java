package dev.files.node.store;

/**
 * Where a DATA record lies.
 *
 * @param whole whether in a file of its own, else in a shared segment
 * @param number of that file
 * @param offset of the record in it
 */
record Place(boolean whole, long number, long offset) {}
