/**
 * Choosing the nodes for a chunk: a pure decision from what is known of the nodes and a source of
 * randomness to a list of nodes. Start with {@link dev.files.placement.Placement}.
 */
package dev.files.placement;
