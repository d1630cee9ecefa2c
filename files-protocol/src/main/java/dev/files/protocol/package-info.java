/**
 * The words that front, node and clients share, as types: ids parsed at the edge, amounts with
 * their units, and errors with a stable problem type.
 *
 * <p>Nothing here knows of a container. Start with {@link dev.files.protocol.ChunkId} (a run of
 * bytes, named by its hash), {@link dev.files.protocol.ContentRoot} (an ordered list of chunks,
 * named by its hash) and {@link dev.files.protocol.FilesException}.
 */
package dev.files.protocol;
