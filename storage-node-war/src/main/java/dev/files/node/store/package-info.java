/**
 * The chunk store of a node, as its HTTP side sees it: bytes that come in are checked against their
 * name before they go to the log, what is read is checked before it is shown, and a scrubber reads
 * again all that lies still. Start with {@link dev.files.node.store.DiskChunkStore}.
 */
package dev.files.node.store;
