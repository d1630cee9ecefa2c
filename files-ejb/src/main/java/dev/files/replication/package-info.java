/**
 * Bringing every chunk to the replicas wanted. A row in {@code repair} says that a chunk may have
 * too few sound copies, bad ones, or too many; a message is only a hint to look at the row now.
 * Whoever looks claims the row, reads the state anew, has nodes copy from nodes what is missing,
 * then takes away names that are not wanted, which {@link dev.files.metadata.CopyNames} may refuse.
 * Start with {@link dev.files.replication.ReplicaRepair}; why: docs/adr/0020-healing.md.
 */
package dev.files.replication;
