/**
 * From the id of a chunk to the place of its record, in the order of ids: the latest changes on the
 * heap, the others in sorted <i>runs</i> on the disk, which a <i>manifest</i> names. It is a cache
 * of the log and knows nothing of records; what is damaged in it is read again from there. Start
 * with {@link dev.files.node.index.ChunkIndex}; the bytes are drawn at {@code IndexRun}, {@link
 * dev.files.node.index.IndexEntry} and {@link dev.files.node.index.Manifest}.
 */
package dev.files.node.index;
