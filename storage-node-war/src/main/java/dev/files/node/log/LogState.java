package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import dev.files.node.index.ChunkIndex;
import dev.files.node.index.Entry;
import dev.files.node.index.Manifest;
import dev.files.node.index.Place;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private final ChunkIndex index;
  private final CorruptChunks corrupt;
  private final Health health;
  private final ConcurrentSkipListMap<Long, SegmentUsage> segments = new ConcurrentSkipListMap<>();
  private final AtomicLong highestGeneration = new AtomicLong();

  /**
   * Of files that a record ever named: a number is not given twice, whatever became of its file.
   */
  private final AtomicLong highestNumber = new AtomicLong();

  private final LongAdder chunks = new LongAdder();
  private final LongAdder usedBytes = new LongAdder();
  private final LongAdder wholeFileBytes = new LongAdder();
  private final LongAdder segmentBytes = new LongAdder();

  LogState(ChunkIndex index, CorruptChunks corrupt, Health health) {
    this.health = health;
    this.index = index;
    this.corrupt = corrupt;
    index.manifest().ifPresent(this::restore);
  }

  private void restore(Manifest manifest) {
    raiseGeneration(manifest.generation());
    highestNumber.set(manifest.highestNumber());
    chunks.add(manifest.chunks());
    usedBytes.add(manifest.usedBytes());
    wholeFileBytes.add(manifest.wholeFileBytes());
    for (Manifest.Usage usage : manifest.segments()) {
      SegmentUsage segment = segment(usage.number());
      segmentBytes(usage.number(), usage.fileBytes());
      segment.addLive(usage.liveBytes());
      segment.addControl(usage.controlBytes());
    }
    manifest.corrupt().forEach(id -> corrupt.report(id, "found before the last stop"));
  }

  /**
   * Has the index written when enough has changed.
   *
   * @param segment and position: all records before it have been applied, none behind
   */
  @SuppressWarnings("FutureReturnValueIgnored") // A failure is logged, and tried again when due.
  void checkpointIfDue(long segment, long position) {
    if (index.isDue()) {
      checkpoint(segment, position);
    }
  }

  /** The same in any case; the answer is there when it is on stable storage. */
  CompletableFuture<Void> checkpoint(long segment, long position) {
    List<Manifest.Usage> usages =
        segments.values().stream()
            .map(
                s -> new Manifest.Usage(s.number(), s.fileBytes(), s.liveBytes(), s.controlBytes()))
            .toList();
    return index
        .flush(
            new Manifest(
                segment,
                position,
                highestGeneration(),
                chunks(),
                usedBytes(),
                wholeFileBytes.sum(),
                highestNumber(),
                List.of(),
                usages,
                List.copyOf(corrupt.first(CorruptChunks.MOST))))
        .whenComplete((done, e) -> checkpointed(e));
  }

  private void checkpointed(Throwable failure) {
    // A full disk takes the index later; what cannot be read or written will not mend by waiting.
    if (failure != null
        && !(failure.getCause() instanceof UncheckedIOException io
            && DiskErrors.isFull(io.getCause()))) {
      health.unwell("the index could not be written: " + failure, failure);
    }
  }

  /** Segments before this one are covered by the index on the disk. */
  long coveredBefore() {
    return index.manifest().map(Manifest::segment).orElse(0L);
  }

  /** The chunk's entry when it is there. */
  Optional<Entry> find(ChunkId id) throws IOException {
    return entry(id).filter(e -> !e.deleted());
  }

  /** Whether the chunk was there and was deleted, as far as that is still known. */
  boolean isDeleted(ChunkId id) throws IOException {
    return entry(id).filter(Entry::deleted).isPresent();
  }

  private Optional<Entry> entry(ChunkId id) throws IOException {
    try {
      return index.find(id);
    } catch (IOException e) {
      health.unwell("the index cannot be read: " + e, e);
      throw e;
    }
  }

  List<ChunkInfo> page(Optional<ChunkId> after, int limit) throws IOException {
    try {
      return index.page(after, limit).stream().map(e -> e.entry().toInfo(e.id())).toList();
    } catch (IOException e) {
      health.unwell("the index cannot be read: " + e, e);
      throw e;
    }
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
    raiseNumber(Math.max(number, record.target()));
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
    long extent = RecordHeader.extentOf(entry.size());
    usedBytes.add(sign * extent);
    if (entry.place().whole()) {
      wholeFileBytes.add(sign * (extent + SegmentHeader.BYTES));
    } else {
      // Of a segment that is gone nothing is counted.
      SegmentUsage usage = segments.get(entry.place().number());
      if (usage != null) {
        usage.addLive(sign * extent);
      }
    }
  }

  SegmentUsage segment(long number) {
    return segments.computeIfAbsent(number, SegmentUsage::new);
  }

  /** The segment has this length now. */
  void segmentBytes(long number, long fileBytes) {
    SegmentUsage usage = segment(number);
    segmentBytes.add(fileBytes - usage.fileBytes());
    usage.fileBytes(fileBytes);
  }

  void dropSegment(long number) {
    SegmentUsage usage = segments.remove(number);
    if (usage != null) {
      segmentBytes.add(-usage.fileBytes());
    }
  }

  /** Forgets the segments that are not among these. */
  void retainSegments(Collection<Long> numbers) {
    for (long number : List.copyOf(segments.keySet())) {
      if (!numbers.contains(number)) {
        dropSegment(number);
      }
    }
  }

  /** Whether no more changes should come before the index has been written. */
  boolean isOverfull() {
    return index.isOverfull();
  }

  /** Whether not even deletions fit into memory any more. */
  boolean isBursting() {
    return index.isBursting();
  }

  /** Whether the index is not being written just now. */
  boolean canCheckpoint() {
    return !index.isBeingWritten();
  }

  /** For a start, which changes the index faster than it can be written: waits when need be. */
  void awaitIndex() {
    if (index.isOverfull()) {
      index.await();
    }
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

  void raiseNumber(long atLeast) {
    highestNumber.accumulateAndGet(atLeast, Math::max);
  }

  long highestNumber() {
    return highestNumber.get();
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
    return wholeFileBytes.sum() + segmentBytes.sum() + index.fileBytes();
  }
}
