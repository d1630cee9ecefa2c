package dev.files.node.log;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which segment compaction takes next, by what was counted of each and what was learnt when one was
 * taken before. It changes nothing on the disk.
 */
final class SegmentChoice {
  /** Beside clients a segment is worth the work when so much of it is dead. */
  private static final double DEAD_SHARE = 0.5;

  /** When room is short, or nobody is there to be disturbed. */
  private static final double EAGER_DEAD_SHARE = 0.1;

  /** The newest segment is not sealed for less. */
  private static final long LEAST_SEALED_BYTES = 32 << 10;

  /** Each start begins a new segment; this many short ones are put together. */
  private static final int MOST_SHORT_SEGMENTS = 16;

  private final LogState state;
  private final LogWriter log;
  private final DiskSpace space;

  /** Segments with markers, because they were begun before a crash, or have rot that is needed. */
  private final Set<Long> marked = new HashSet<>();

  /** Those of them with rot. */
  private final Set<Long> rotten = new HashSet<>();

  /** Those that were counted dead and were not. */
  private final Set<Long> miscounted = new HashSet<>();

  private long removed;
  private long controlTurn;

  SegmentChoice(LogState state, LogWriter log, DiskSpace space) {
    this.state = state;
    this.log = log;
    this.space = space;
  }

  void marked(long number) {
    marked.add(number);
  }

  boolean isMarked(long number) {
    return marked.contains(number);
  }

  /** Whether there is a marker of another segment beside the one being moved. */
  boolean areOthersMarked() {
    return marked.size() > 1;
  }

  /** It has rot in what is needed of it, and stays. */
  void rotten(long number) {
    rotten.add(number);
  }

  /** It was counted dead and was not. */
  void miscounted(long number) {
    miscounted.add(number);
  }

  void removed(long number) {
    marked.remove(number);
    rotten.remove(number);
    removed++;
  }

  /** Empty when none is worth the work. */
  Optional<SegmentUsage> next() throws IOException {
    List<SegmentUsage> closed = closedSegments();
    // To remove it takes neither room nor anything that the index on the disk must know.
    Optional<SegmentUsage> dead = closed.stream().filter(this::isDead).findFirst();
    if (dead.isPresent()) {
      return dead;
    }
    long room = space.roomForMoves();
    List<SegmentUsage> fitting =
        closed.stream().filter(s -> s.liveBytes() + s.controlBytes() <= room).toList();
    Optional<SegmentUsage> begun =
        fitting.stream().filter(s -> isMarked(s.number()) && !hasNeededRot(s)).findFirst();
    if (begun.isPresent()) {
      return begun;
    }
    List<SegmentUsage> free = fitting.stream().filter(s -> !isMarked(s.number())).toList();
    double worthIt = worthIt();
    Optional<SegmentUsage> deadest =
        free.stream()
            .filter(s -> deadShare(s) >= worthIt)
            .max(Comparator.comparingDouble(SegmentChoice::deadShare));
    if (deadest.isPresent()) {
      return deadest;
    }
    // Which control records are needed shows only when they are read: once in each turnover of the
    // whole store, or reading them again and again would never end.
    if (removed - controlTurn > free.size()) {
      Optional<SegmentUsage> controls =
          free.stream().max(Comparator.comparingLong(SegmentUsage::controlBytes));
      controlTurn = removed;
      if (controls.filter(s -> s.controlBytes() > DEAD_SHARE * s.fileBytes()).isPresent()) {
        return controls;
      }
    }
    List<SegmentUsage> small =
        free.stream()
            .filter(s -> s.fileBytes() < space.segmentBytes() / MOST_SHORT_SEGMENTS)
            .toList();
    return small.size() > MOST_SHORT_SEGMENTS ? Optional.of(small.get(0)) : Optional.empty();
  }

  private List<SegmentUsage> closedSegments() {
    return state.segments().isEmpty()
        ? List.of()
        : state.segments().headMap(state.segments().lastKey()).values().stream()
            .filter(s -> s.number() != log.currentNumber())
            .toList();
  }

  /**
   * Whether the log should go on in a new segment, because the newest is worth the work: while it
   * is the newest it stays, because its header has the floor that keeps generations unique.
   */
  boolean isNewestWorthIt() throws IOException {
    if (state.segments().isEmpty()) {
      return false;
    }
    SegmentUsage newest = state.segments().lastEntry().getValue();
    return dead(newest) >= LEAST_SEALED_BYTES && deadShare(newest) >= worthIt();
  }

  /** By all that was counted it has nothing of worth, nor a record that might be. */
  boolean isDead(SegmentUsage segment) {
    return segment.liveBytes() == 0
        && segment.controlBytes() == 0
        && !miscounted.contains(segment.number());
  }

  private double worthIt() throws IOException {
    return space.isShort() || log.isIdle() ? EAGER_DEAD_SHARE : DEAD_SHARE;
  }

  private static double deadShare(SegmentUsage segment) {
    return (double) dead(segment) / segment.fileBytes();
  }

  private static long dead(SegmentUsage segment) {
    return segment.fileBytes() - SegmentHeader.BYTES - segment.liveBytes() - segment.controlBytes();
  }

  private boolean hasNeededRot(SegmentUsage segment) {
    return rotten.contains(segment.number()) && segment.liveBytes() > 0;
  }
}
