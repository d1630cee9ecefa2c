/**
 * The chunk store of a node: complete, verified chunks, appended to large segment files by one
 * thread, with an ordered index from id to place that can always be rebuilt from the segments. The
 * words: a <i>record</i> is one entry of a segment, a <i>place</i> says where a record lies, a
 * <i>batch</i> is the records that share one force. Start with {@link
 * dev.files.node.store.DiskChunkStore}; the bytes are drawn at {@code RecordHeader} and {@code
 * SegmentHeader}.
 */
package dev.files.node.store;
