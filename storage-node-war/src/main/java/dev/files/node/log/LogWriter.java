package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import dev.files.node.disk.Stable;
import dev.files.node.index.Place;
import dev.files.protocol.FilesException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
  /** How long an asker waits for its answer; a disk that takes longer has failed. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

  /** A node that nobody has written to for so long needs no politeness. */
  private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(LogWriter.class);

  private final StoreConfig config;
  private final SegmentFiles files;
  private final LogState state;
  private final SyncMark mark;
  private final DiskSpace space;
  private final SpareRoom spare;
  private final Health health;
  private final LongSupplier nanoTime;
  private final NewestSegment newest;
  private final WaitingCommands waiting = new WaitingCommands();
  private final Thread thread = new Thread(this::run, "chunk-log");
  private volatile boolean closing;

  /** A part of it has failed, and nothing may be written any more. */
  private volatile boolean broken;

  private volatile long lastForeground;
  private volatile boolean checkpointWanted;
  private Batch batch;
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
    this.space = space;
    this.spare = spare;
    this.health = health;
    this.newest = new NewestSegment(files, state, mark, stable, numbers);
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
    return begin(command).await();
  }

  /** The same, for those who have other things to do before they wait. */
  <T> Pending<T> begin(Commands.Answering<T> command) {
    submit(command);
    return () -> answer(command.future());
  }

  private static <T> T answer(Future<T> future) throws IOException {
    try {
      return future.get(MOST_PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
      if (closing || !waiting.add(command, config.bufferWait())) {
        command.failed(SlabPool.busy());
      } else if (!thread.isAlive()) {
        // It came too late for the last batch.
        waiting.refuseAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      command.failed(SlabPool.busy());
    }
  }

  /** The segment that must not be compacted: it is being written, or the last one that was. */
  long currentNumber() {
    return newest.number();
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
    boolean woken = waiting.wake();
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
      waiting.refuseAll();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed checkpoint is logged and tried again.
  private void serve(List<LogCommand> commands) {
    while (!closing || !waiting.isEmpty()) {
      try {
        waiting.take(commands, forceNanos);
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
        newest.seal();
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
    if (newest.open().isPresent()) {
      long at = batch == null ? newest.open().get().end() : batch.position();
      if (at > SegmentHeader.BYTES && at + most > space.segmentBytes()) {
        commit();
        newest.seal();
      }
    }
    if (newest.open().isEmpty()) {
      if (broken) {
        throw health.refusal();
      }
      newest.begin();
    }
    if (batch == null) {
      Segment segment = newest.open().orElseThrow();
      batch = new Batch(state, segment.number(), segment.salt(), segment.end());
    }
  }

  private void commit() {
    Batch writing = batch;
    List<LogCommand> askers = List.copyOf(planned);
    batch = null;
    planned.clear();
    if (writing == null || writing.isEmpty()) {
      askers.forEach(LogCommand::done);
      return;
    }
    Segment segment = newest.open().orElseThrow();
    try {
      segment.write(writing.runs());
    } catch (IOException e) {
      undo(segment, askers, e);
      return;
    }
    try {
      long started = System.nanoTime();
      segment.force(writing.position());
      forceNanos = System.nanoTime() - started;
      List<Place> superseded = apply(writing, segment);
      newest.writeMark(segment);
      askers.forEach(LogCommand::done);
      for (Place place : superseded) {
        files.deleteChunk(place.number());
      }
      state.checkpointIfDue(segment.number(), segment.end());
    } catch (IOException | RuntimeException e) {
      fail("segment " + segment.number() + " could not be forced: " + e.getMessage(), e);
      newest.abandon(segment);
      askers.forEach(command -> command.failed(e));
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

  /** A write failed: nothing of it may stay. */
  private void undo(Segment segment, List<LogCommand> askers, IOException cause) {
    try {
      segment.cut();
    } catch (IOException e) {
      cause.addSuppressed(e);
      newest.abandon(segment);
    }
    if (!DiskErrors.isFull(cause)) {
      fail("segment " + segment.number() + " could not be written: " + cause.getMessage(), cause);
      newest.abandon(segment);
      askers.forEach(command -> command.failed(cause));
      return;
    }
    boolean hadData = askers.stream().anyMatch(command -> command.dataBytes() > 0);
    boolean roomCame = askers.stream().anyMatch(LogCommand::makesRoom) && giveSpareRoom();
    List<LogCommand> again = new ArrayList<>();
    for (LogCommand command : askers) {
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

  /** After a close: see {@link NewestSegment#cutWhatFailed}. */
  void cutWhatFailed() throws IOException {
    newest.cutWhatFailed();
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() throws IOException {
    closing = true;
    boolean woken = waiting.wake();
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
    newest.seal();
    if (broken) {
      // What is in memory may not be what is on the disk.
      return;
    }
    mark.force();
    state.checkpoint(mark.mark().segment(), mark.mark().position()).exceptionally(e -> null).join();
  }
}
