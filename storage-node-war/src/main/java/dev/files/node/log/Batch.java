package dev.files.node.log;

import dev.files.node.index.Entry;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records that are written and forced together. Commands of one batch see each other's effect,
 * nobody else does until the force.
 */
final class Batch {
  /** A record and where it goes. */
  record Placed(RecordHeader header, long position) {}

  /**
   * Neighbouring bytes that are written alike.
   *
   * @param large all of large records, whose buffers are aligned for direct I/O
   */
  record Run(long position, boolean large, List<ByteBuffer> buffers) {}

  private final LogState state;
  private final long segment;
  private final long salt;
  private final List<Run> runs = new ArrayList<>();
  private final List<Placed> records = new ArrayList<>();
  private final Map<ChunkId, Entry> changed = new HashMap<>();
  private long position;

  Batch(LogState state, long segment, long salt, long position) {
    this.state = state;
    this.segment = segment;
    this.salt = salt;
    this.position = position;
  }

  /** The chunk's entry when it is there. */
  Optional<Entry> find(ChunkId id) throws IOException {
    Entry entry = changed.get(id);
    return entry == null ? state.find(id) : Optional.of(entry).filter(e -> !e.deleted());
  }

  long nextGeneration() {
    return state.nextGeneration();
  }

  void addControl(RecordKind kind, ChunkId id, long generation, long dataBytes, long target)
      throws IOException {
    RecordHeader header = RecordHeader.control(kind, id, generation, dataBytes, target);
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
    header.write(bytes, RecordHeader.MAGIC, salt, position);
    add(header, List.of(bytes.flip()));
  }

  void addData(ChunkId id, long generation, Reception reception) throws IOException {
    int pad = RecordHeader.padBefore(reception.bytes(), position);
    if (pad > 0) {
      ByteBuffer bytes = ByteBuffer.allocate(pad);
      RecordHeader.pad(pad).write(bytes, RecordHeader.MAGIC, salt, position);
      append(false, List.of(bytes.clear()));
      position += pad;
    }
    RecordHeader header = RecordHeader.data(id, generation, reception.bytes());
    add(header, reception.record(header, salt, position));
  }

  private void add(RecordHeader header, List<ByteBuffer> bytes) throws IOException {
    Optional<Entry> before = find(header.id());
    records.add(new Placed(header, position));
    boolean large = header.kind() == RecordKind.DATA && RecordHeader.isLarge(header.dataBytes());
    append(large, bytes);
    LogState.after(before, header, segment, position).ifPresent(e -> changed.put(header.id(), e));
    position += header.extentBytes();
  }

  private void append(boolean large, List<ByteBuffer> bytes) {
    if (runs.isEmpty() || runs.get(runs.size() - 1).large() != large) {
      runs.add(new Run(position, large, new ArrayList<>()));
    }
    runs.get(runs.size() - 1).buffers().addAll(bytes);
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  List<Run> runs() {
    return runs;
  }

  List<Placed> records() {
    return records;
  }

  /** Where the next record goes. */
  long position() {
    return position;
  }
}
