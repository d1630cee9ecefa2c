package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import dev.files.node.disk.Stable;
import dev.files.node.index.Place;
import dev.files.protocol.FilesException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The log: one thread that appends what others ask for. It takes all that is waiting, writes it in
 * one go, forces once, applies it to the index and only then answers; meanwhile the next batch
 * gathers. So the cost of a force is shared by as many as wait for it, and everything that changes
 * the store happens in one order, on a thread that nobody interrupts (an interrupt would close the
 * channel under everybody).
 *
 * <p>After a force that failed nothing is known of what lies behind the last good one: the kernel
 * tells of a failed write once and then calls the pages clean. So the segment is never written
 * again, its askers get an error, and this writer takes nothing more: the log is opened anew.
 */
final class LogWriter implements AutoCloseable {
  /** Commands that may wait; more are refused after a while. */
  static final int MOST_WAITING = 1024;

  /** Commands of one batch. */
  static final int MOST_IN_BATCH = 256;

  /** The most that a batch waits for those who were in the one before. */
  private static final long MOST_GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long an asker waits for its answer; a disk that takes longer has failed. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

  /** A node that nobody has written to for so long needs no politeness. */
  private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(LogWriter.class);

  private final StoreConfig config;
  private final SegmentFiles files;
  private final LogState state;
  private final SyncMark mark;
  private final Stable stable;
  private final DiskSpace space;
  private final SpareRoom spare;
  private final Health health;
  private final AtomicLong numbers;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final BlockingQueue<LogCommand> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::run, "chunk-log");
  private volatile boolean closing;

  /** A part of it has failed, and nothing may be written any more. */
  private volatile boolean broken;

  private volatile long lastForeground;
  private volatile boolean checkpointWanted;
  private Optional<Segment> current = Optional.empty();

  /** Where a segment must still be cut, because that failed with it. */
  private Optional<SyncMark.Mark> uncut = Optional.empty();

  private volatile long currentNumber;
  private Batch batch;
  private int lastBatch;
  private int batchBefore;
  private long forceNanos;
  private final List<LogCommand> planned = new ArrayList<>();

  /**
   * @param numbers gives out file numbers
   * @param nanoTime tells how long no client has asked for anything
   */
  LogWriter(
      StoreConfig config,
      SegmentFiles files,
      LogState state,
      SyncMark mark,
      Stable stable,
      DiskSpace space,
      SpareRoom spare,
      Health health,
      AtomicLong numbers,
      LongSupplier nanoTime) {
    this.config = config;
    this.files = files;
    this.state = state;
    this.mark = mark;
    this.stable = stable;
    this.space = space;
    this.spare = spare;
    this.health = health;
    this.numbers = numbers;
    this.nanoTime = nanoTime;
    this.lastForeground = nanoTime.getAsLong();
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Has the command done.
   *
   * @throws FilesException what the command's plan refused, or UNAVAILABLE when too many wait
   * @throws IOException the outcome is unknown
   */
  <T> T ask(Commands.Answering<T> command) throws IOException {
    submit(command);
    try {
      return command.future().get(MOST_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the log was being written", e);
    } catch (TimeoutException e) {
      throw new IOException("the disk did not answer in " + MOST_PATIENCE, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FilesException refused) {
        throw refused;
      }
      throw new IOException("the log could not be written", e.getCause());
    }
  }

  private void submit(LogCommand command) {
    try {
      if (closing || !queue.offer(command, config.bufferWait().toNanos(), TimeUnit.NANOSECONDS)) {
        command.failed(SlabPool.busy());
      } else if (!thread.isAlive()) {
        // It came too late for the last batch.
        failWaiting();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      command.failed(SlabPool.busy());
    }
  }

  /** The segment that must not be compacted: it is being written, or the last one that was. */
  long currentNumber() {
    return currentNumber;
  }

  /**
   * Has the index written soon.
   *
   * @return whether it was not asked before
   */
  boolean requestCheckpoint() {
    if (checkpointWanted) {
      return false;
    }
    checkpointWanted = true;
    // Wakes the thread; when the queue is full it is awake.
    boolean woken = queue.offer(new Commands.Nothing());
    LOG.debugf("The index will be written, woken %s", woken);
    return true;
  }

  /** Whether the index is still to be written. */
  boolean isCheckpointWanted() {
    return checkpointWanted;
  }

  /** Whether no client has changed anything for some seconds. */
  boolean isIdle() {
    return nanoTime.getAsLong() - lastForeground >= IDLE_AFTER.toNanos();
  }

  private void run() {
    List<LogCommand> commands = new ArrayList<>();
    try {
      serve(commands);
    } catch (RuntimeException | Error e) {
      fail("the log's thread failed: " + e, e);
      closing = true;
      commands.forEach(command -> command.failed(new IOException("the log has failed", e)));
      throw e;
    } finally {
      failWaiting();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed checkpoint is logged and tried again.
  private void serve(List<LogCommand> commands) {
    while (!closing || !queue.isEmpty()) {
      try {
        gather(commands);
        process(commands);
        if (checkpointWanted && !broken && state.canCheckpoint()) {
          checkpointWanted = false;
          state.checkpoint(mark.mark().segment(), mark.mark().position());
        }
      } catch (RuntimeException e) {
        fail("the log failed: " + e, e);
        batch = null;
        planned.clear();
        commands.forEach(command -> command.failed(e));
      } catch (InterruptedException e) {
        // Nobody has a reason to; and to obey would leave the store without its writer.
        LOG.warn("The log's thread was interrupted and goes on", e);
      }
      commands.clear();
    }
  }

  /**
   * Takes what is waiting. Those who were just answered come back a little later than those who
   * were not in their batch: without a moment's patience the askers fall into two groups that wait
   * for each other's force.
   */
  private void gather(List<LogCommand> commands) throws InterruptedException {
    LogCommand next = queue.poll(1, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + Math.min(forceNanos / 4, MOST_GATHER_NANOS);
    int expected = Math.max(lastBatch, batchBefore);
    while (next != null) {
      commands.add(next);
      queue.drainTo(commands, MOST_IN_BATCH - commands.size());
      next =
          commands.size() < expected
              ? queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
              : null;
    }
    if (!commands.isEmpty()) {
      batchBefore = lastBatch;
      lastBatch = commands.size();
    }
  }

  private void failWaiting() {
    for (LogCommand late = queue.poll(); late != null; late = queue.poll()) {
      late.failed(SlabPool.busy());
    }
  }

  private void fail(String why, Throwable cause) {
    broken = true;
    health.unwell(why, cause);
  }

  private void process(List<LogCommand> commands) {
    for (LogCommand command : commands) {
      if (command instanceof Commands.Nothing) {
        command.done();
      } else if (broken) {
        command.failed(health.refusal());
      } else {
        plan(command);
      }
    }
    commit();
  }

  private void plan(LogCommand command) {
    if (command.isForeground()) {
      lastForeground = nanoTime.getAsLong();
    }
    try {
      if (command instanceof Commands.Seal) {
        commit();
        seal();
      }
      prepare(command);
      if (!command.mayUseReserve()) {
        admit(command);
      } else if (state.isBursting()) {
        throw SlabPool.busy();
      }
      command.plan(batch);
      planned.add(command);
    } catch (IOException | RuntimeException e) {
      command.failed(e instanceof IOException io && DiskErrors.isFull(io) ? DiskSpace.full() : e);
    }
  }

  /** Sees that there is a batch for the command, with the last room there is when it makes some. */
  private void prepare(LogCommand command) throws IOException {
    try {
      makeRoomFor(command);
    } catch (IOException e) {
      if (!DiskErrors.isFull(e) || !command.makesRoom() || !spare.release()) {
        throw e;
      }
      makeRoomFor(command);
    }
  }

  private void admit(LogCommand command) throws IOException {
    if (state.isOverfull()) {
      throw SlabPool.busy();
    }
    if (spare.isReleased()) {
      // What is left is for deletions.
      throw DiskSpace.full();
    }
    if (command.dataBytes() > 0) {
      space.admit(command.dataBytes());
    }
  }

  /** Sees that there is a batch and that the command's records fit into its segment. */
  private void makeRoomFor(LogCommand command) throws IOException {
    long most = command.dataBytes() + RecordHeader.LARGE_ALIGNMENT + 2 * RecordHeader.BYTES;
    if (current.isPresent()) {
      long at = batch == null ? current.get().end() : batch.position();
      if (at > SegmentHeader.BYTES && at + most > space.segmentBytes()) {
        commit();
        seal();
      }
    }
    if (current.isEmpty()) {
      begin();
    }
    if (batch == null) {
      Segment segment = current.get();
      batch = new Batch(state, segment.number(), segment.salt(), segment.end());
    }
  }

  private void begin() throws IOException {
    if (broken) {
      throw health.refusal();
    }
    long number = numbers.incrementAndGet();
    SegmentHeader header =
        new SegmentHeader(false, number, random.nextLong(), state.highestGeneration());
    Segment segment = Segment.create(files.segment(number), header, stable);
    current = Optional.of(segment);
    currentNumber = number;
    state.segmentBytes(number, segment.end());
    writeMark(segment);
    mark.force();
  }

  private void seal() {
    current.ifPresent(this::closeQuietly);
    current = Optional.empty();
  }

  private void closeQuietly(Segment segment) {
    try {
      segment.close();
    } catch (IOException e) {
      LOG.warnf(e, "Segment %d could not be closed", segment.number());
    }
  }

  private void commit() {
    Batch writing = batch;
    List<LogCommand> waiting = List.copyOf(planned);
    batch = null;
    planned.clear();
    if (writing == null || writing.isEmpty()) {
      waiting.forEach(LogCommand::done);
      return;
    }
    Segment segment = current.orElseThrow();
    try {
      segment.write(writing.runs());
    } catch (IOException e) {
      undo(segment, waiting, e);
      return;
    }
    try {
      long started = System.nanoTime();
      segment.force(writing.position());
      forceNanos = System.nanoTime() - started;
      List<Place> superseded = apply(writing, segment);
      writeMark(segment);
      waiting.forEach(LogCommand::done);
      for (Place place : superseded) {
        files.deleteChunk(place.number());
      }
      state.checkpointIfDue(segment.number(), segment.end());
    } catch (IOException | RuntimeException e) {
      fail("segment " + segment.number() + " could not be forced: " + e.getMessage(), e);
      abandon(segment);
      waiting.forEach(command -> command.failed(e));
    }
  }

  private List<Place> apply(Batch written, Segment segment) throws IOException {
    List<Place> superseded = new ArrayList<>();
    state.segmentBytes(segment.number(), segment.end());
    for (Batch.Placed record : written.records()) {
      state.apply(record.header(), segment.number(), record.position()).ifPresent(superseded::add);
    }
    return superseded;
  }

  private void writeMark(Segment segment) throws IOException {
    mark.write(new SyncMark.Mark(segment.number(), segment.end(), state.highestGeneration()));
  }

  /** A write failed: nothing of it may stay. */
  private void undo(Segment segment, List<LogCommand> waiting, IOException cause) {
    try {
      segment.cut();
    } catch (IOException e) {
      cause.addSuppressed(e);
      abandon(segment);
    }
    if (!DiskErrors.isFull(cause)) {
      fail("segment " + segment.number() + " could not be written: " + cause.getMessage(), cause);
      abandon(segment);
      waiting.forEach(command -> command.failed(cause));
      return;
    }
    boolean hadData = waiting.stream().anyMatch(command -> command.dataBytes() > 0);
    boolean roomCame = waiting.stream().anyMatch(LogCommand::makesRoom) && giveSpareRoom();
    List<LogCommand> again = new ArrayList<>();
    for (LogCommand command : waiting) {
      if ((hadData && command.dataBytes() == 0) || (roomCame && command.makesRoom())) {
        again.add(command);
      } else {
        command.failed(DiskSpace.full());
      }
    }
    if (!again.isEmpty()) {
      process(again);
    }
  }

  private boolean giveSpareRoom() {
    try {
      return spare.release();
    } catch (IOException e) {
      LOG.warn("The spare room could not be given", e);
      return false;
    }
  }

  private void abandon(Segment segment) {
    try {
      segment.cut();
    } catch (IOException | RuntimeException e) {
      LOG.warnf(e, "Segment %d could not be cut", segment.number());
      uncut = Optional.of(new SyncMark.Mark(segment.number(), segment.end(), 0));
    }
    seal();
  }

  /**
   * After a close: cuts off what may have been written and was never forced. As long as this fails
   * the bytes are in the page cache, look sound, and may be nowhere else.
   */
  void cutWhatFailed() throws IOException {
    if (uncut.isPresent()) {
      Path file = files.segment(uncut.get().segment());
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(uncut.get().position());
        stable.force(channel);
      }
      uncut = Optional.empty();
    }
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() throws IOException {
    closing = true;
    // Wakes the thread; when the queue is full it is awake.
    boolean woken = queue.offer(new Commands.Nothing());
    LOG.debugf("Closing the log, woken %s", woken);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    seal();
    if (broken) {
      // What is in memory may not be what is on the disk.
      return;
    }
    mark.force();
    state.checkpoint(mark.mark().segment(), mark.mark().position()).exceptionally(e -> null).join();
  }
}
