package dev.files.node.store;

import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the records of the log add up to: the index, and how much of each segment is live. Records
 * are applied by one thread, while the log is read at the start and later by its writer; everybody
 * may look.
 *
 * <p>Generations alone decide, not the order of records, so that a copy made by compaction, a crash
 * between copying and dropping, or a repeated replay changes nothing: a chunk is there when a DATA
 * or ADOPT record has a higher generation than every DELETE, and its generation is the highest of
 * them and of the KEEP records.
 */
final class LogState {
  private final NavigableMap<ChunkId, Entry> index = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, SegmentUsage> segments = new ConcurrentSkipListMap<>();
  private final AtomicLong highestGeneration = new AtomicLong();
  private final LongAdder chunks = new LongAdder();
  private final LongAdder usedBytes = new LongAdder();
  private final LongAdder wholeFileBytes = new LongAdder();

  /** The chunk's entry when it is there. */
  Optional<Entry> find(ChunkId id) throws IOException {
    return entry(id).filter(e -> !e.deleted());
  }

  private Optional<Entry> entry(ChunkId id) throws IOException {
    return Optional.ofNullable(index.get(id));
  }

  List<ChunkInfo> page(Optional<ChunkId> after, int limit) throws IOException {
    Map<ChunkId, Entry> rest =
        after.<Map<ChunkId, Entry>>map(a -> index.tailMap(a, false)).orElse(index);
    return rest.entrySet().stream()
        .filter(e -> !e.getValue().deleted())
        .limit(limit)
        .map(e -> e.getValue().toInfo(e.getKey()))
        .toList();
  }

  /** What the chunk's entry is after a record of segment {@code number} at {@code position}. */
  static Optional<Entry> after(
      Optional<Entry> current, RecordHeader record, long number, long position) {
    return switch (record.kind()) {
      case DATA, ADOPT -> {
        boolean older =
            current.isPresent()
                && (record.generation() < current.get().generation()
                    || (current.get().deleted()
                        && record.generation() == current.get().generation()));
        yield older
            ? current
            : Optional.of(
                new Entry(
                    record.generation(),
                    record.dataBytes(),
                    placeOf(record, number, position),
                    false));
      }
      case KEEP ->
          current.map(
              e ->
                  e.deleted() || e.generation() >= record.generation()
                      ? e
                      : e.withGeneration(record.generation()));
      case PAD -> current;
      case DELETE ->
          current.map(
              e -> e.generation() > record.generation() ? e : e.asDeleted(record.generation()));
    };
  }

  private static Place placeOf(RecordHeader record, long number, long position) {
    return record.kind() == RecordKind.ADOPT
        ? new Place(true, record.target(), SegmentHeader.BYTES)
        : new Place(false, number, position);
  }

  /**
   * Applies a record.
   *
   * @return a file of one chunk that nothing names any more
   */
  Optional<Place> apply(RecordHeader record, long number, long position) throws IOException {
    if (record.kind() == RecordKind.PAD) {
      return Optional.empty();
    }
    highestGeneration.accumulateAndGet(record.generation(), Math::max);
    SegmentUsage usage = segment(number);
    if (record.kind() != RecordKind.DATA) {
      usage.addControl(record.extentBytes());
    }
    Optional<Entry> before = entry(record.id());
    Optional<Entry> after = after(before, record, number, position);
    if (after.equals(before)) {
      return Optional.empty();
    }
    index.put(record.id(), after.orElseThrow());
    Optional<Entry> gone = before.filter(e -> !e.deleted());
    Optional<Entry> come = after.filter(e -> !e.deleted());
    gone.ifPresent(e -> count(e, -1));
    come.ifPresent(e -> count(e, 1));
    return gone.map(Entry::place)
        .filter(Place::whole)
        .filter(place -> come.isEmpty() || !come.get().place().equals(place));
  }

  private void count(Entry entry, int sign) {
    chunks.add(sign);
    usedBytes.add(sign * entry.extentBytes());
    if (entry.place().whole()) {
      wholeFileBytes.add(sign * (entry.extentBytes() + SegmentHeader.BYTES));
    } else {
      segment(entry.place().number()).addLive(sign * entry.extentBytes());
    }
  }

  SegmentUsage segment(long number) {
    return segments.computeIfAbsent(number, SegmentUsage::new);
  }

  void dropSegment(long number) {
    segments.remove(number);
  }

  NavigableMap<Long, SegmentUsage> segments() {
    return segments;
  }

  void raiseGeneration(long atLeast) {
    highestGeneration.accumulateAndGet(atLeast, Math::max);
  }

  long highestGeneration() {
    return highestGeneration.get();
  }

  long nextGeneration() {
    return highestGeneration.incrementAndGet();
  }

  long chunks() {
    return chunks.sum();
  }

  long usedBytes() {
    return usedBytes.sum();
  }

  long diskBytes() {
    return wholeFileBytes.sum()
        + segments.values().stream().mapToLong(SegmentUsage::fileBytes).sum();
  }
}
