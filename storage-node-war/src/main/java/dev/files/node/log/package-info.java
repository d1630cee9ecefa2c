/**
 * The truth of a node: <i>records</i> in large <i>segments</i> that one thread appends to, and
 * files of one large chunk that records name. Here is what makes, reads again, moves and drops
 * records: a <i>batch</i> is the records that share one force, <i>recovery</i> reads the log at a
 * start, <i>compaction</i> gets the room of dead records back. Start with {@link
 * dev.files.node.log.ChunkLog}; the bytes are drawn at {@code RecordHeader} and {@code
 * SegmentHeader}.
 */
package dev.files.node.log;
