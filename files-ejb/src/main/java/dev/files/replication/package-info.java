/**
 * Making the replicas that are missing. A row in {@code repair} says that a chunk may have too few;
 * a message is only a hint to look at the row now. Whoever looks claims the row, reads the state
 * anew, has a node copy from a node, and records the copy if the chunk still is named.
 */
package dev.files.replication;
