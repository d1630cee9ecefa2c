/**
 * A storage node: one disk's chunks behind HTTP.
 *
 * <p>{@link dev.files.node.NodeStartup} is what the container calls; it reads {@link
 * dev.files.node.NodeSettings} and builds a {@link dev.files.node.StorageNode}, which owns the
 * store, the servlets, the ping and the background work, and takes them down in reverse.
 */
package dev.files.node;
