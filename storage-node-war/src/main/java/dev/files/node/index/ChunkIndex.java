package dev.files.node.index;

import dev.files.node.disk.Stable;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * From id to place, in the order of ids. The latest changes are on the heap; when there are enough
 * of them they become a run on the disk, merged with all younger runs that are not at least twice
 * as long, so that there are never more than log2 of the entries. A manifest says which runs there
 * are and how much of the log they cover.
 *
 * <p>The index is never the truth: whatever is missing or damaged in it is read again from the log.
 * One thread changes it, any may look.
 */
public final class ChunkIndex implements AutoCloseable {
  /**
   * Changes on the heap, as a multiple of the wanted number, at which there is no more room: while
   * a run is being merged nobody waits for it until then.
   */
  private static final int OVERFULL_FACTOR = 4;

  /** The same for changes that make room in the end. */
  private static final int BURSTING_FACTOR = 6;

  private static final Logger LOG = Logger.getLogger(ChunkIndex.class);

  /**
   * What is looked at, newest first.
   *
   * @param flushing what is becoming a run
   */
  private record View(
      ConcurrentSkipListMap<ChunkId, Entry> active,
      ConcurrentSkipListMap<ChunkId, Entry> flushing,
      List<IndexRun> runs) {}

  private final Path directory;
  private final Path whole;
  private final int memoryEntries;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "chunk-index");
            thread.setDaemon(true);
            return thread;
          });
  private volatile View view;
  private volatile Optional<Manifest> manifest;
  private int activeEntries;
  private volatile int flushingEntries;
  private volatile CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);
  private long lastRun;

  /**
   * Opens what is there; all or, when any part of it is damaged, nothing.
   *
   * @param directory the index's own
   * @param whole the directory of the files of one chunk
   * @param memoryEntries how many changes to gather on the heap
   */
  public ChunkIndex(Path directory, Path whole, int memoryEntries) throws IOException {
    this.directory = directory;
    this.whole = whole;
    this.memoryEntries = memoryEntries;
    this.manifest = Manifest.read(manifestFile());
    List<IndexRun> runs = new ArrayList<>();
    try {
      for (long number : manifest.map(Manifest::runs).orElse(List.of())) {
        IndexRun run = IndexRun.open(runFile(number), number);
        runs.add(run);
        run.verify();
      }
    } catch (IOException e) {
      LOG.warn("The index is damaged and will be read again from the log", e);
      manifest = Optional.empty();
      for (IndexRun run : runs) {
        run.close();
      }
      runs.clear();
      Files.delete(manifestFile());
    }
    this.view =
        new View(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(), List.copyOf(runs));
    this.lastRun = dropOtherRuns(runs.stream().map(IndexRun::number).toList());
  }

  /** What looks at a view. */
  private interface Look<T> {
    T at(View now) throws IOException;
  }

  /** Looks again when a run was closed while it was being read, because it lies in another now. */
  private <T> T whileRunsChange(Look<T> look) throws IOException {
    while (true) {
      View now = view;
      try {
        return look.at(now);
      } catch (IOException e) {
        if (now.runs().equals(view.runs())) {
          throw e;
        }
      }
    }
  }

  private Path manifestFile() {
    return directory.resolve("manifest");
  }

  private Path runFile(long number) {
    return directory.resolve(String.format("%016d.run", number));
  }

  private long dropOtherRuns(List<Long> wanted) throws IOException {
    long highest = 0;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.run")) {
      for (Path file : found) {
        long number = Long.parseLong(file.getFileName().toString().replace(".run", ""));
        highest = Math.max(highest, number);
        if (!wanted.contains(number)) {
          Files.delete(file);
        }
      }
    }
    return highest;
  }

  /** What the runs cover; empty when there is nothing. */
  public Optional<Manifest> manifest() {
    return manifest;
  }

  /** The entry, also of a deleted chunk as long as older entries must be hidden. */
  public Optional<Entry> find(ChunkId id) throws IOException {
    return whileRunsChange(now -> find(now, id));
  }

  private static Optional<Entry> find(View now, ChunkId id) throws IOException {
    Entry entry = now.active().get(id);
    if (entry == null) {
      entry = now.flushing().get(id);
    }
    if (entry != null) {
      return Optional.of(entry);
    }
    for (IndexRun run : now.runs()) {
      Optional<Entry> found = run.find(id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The chunk has this entry from now on. */
  public void put(ChunkId id, Entry entry) {
    if (view.active().put(id, entry) == null) {
      activeEntries++;
    }
  }

  /** At most {@code limit} entries of chunks that are there, behind {@code after}. */
  public List<IndexEntry> page(Optional<ChunkId> after, int limit) throws IOException {
    return whileRunsChange(now -> page(now, after, limit));
  }

  private static List<IndexEntry> page(View now, Optional<ChunkId> after, int limit)
      throws IOException {
    List<Iterator<IndexEntry>> sources = new ArrayList<>();
    sources.add(entries(now.active(), after));
    sources.add(entries(now.flushing(), after));
    try {
      now.runs().forEach(run -> sources.add(run.from(after)));
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(new MergedEntries(sources), 0), false)
          .filter(e -> !e.entry().deleted() && !Optional.of(e.id()).equals(after))
          .limit(limit)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Iterator<IndexEntry> entries(
      ConcurrentSkipListMap<ChunkId, Entry> map, Optional<ChunkId> from) {
    return from.map(first -> map.tailMap(first, true)).orElse(map).entrySet().stream()
        .map(e -> new IndexEntry(e.getKey(), e.getValue()))
        .iterator();
  }

  /** Whether enough has gathered. */
  public boolean isDue() {
    return activeEntries >= memoryEntries && flush.isDone();
  }

  /** Whether a run is being written. */
  public boolean isBeingWritten() {
    return !flush.isDone();
  }

  /** Whether too much has gathered, because the disk takes no run, or takes long for one. */
  public boolean isOverfull() {
    return activeEntries + flushingEntries > OVERFULL_FACTOR * (long) memoryEntries;
  }

  /** Whether so much has gathered that the heap is in danger. */
  public boolean isBursting() {
    return activeEntries + flushingEntries > BURSTING_FACTOR * (long) memoryEntries;
  }

  /**
   * Starts to make a run of what has gathered, after waiting for the one before.
   *
   * @param state what the index will cover; its list of runs is not looked at
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Failures come with the next one, or at the end.
  public CompletableFuture<Void> flush(Manifest state) {
    flush.exceptionally(e -> null).join();
    View now = view;
    // Something is there when the one before failed: then both go together.
    ConcurrentSkipListMap<ChunkId, Entry> flushing = now.flushing();
    flushing.putAll(now.active());
    view = new View(new ConcurrentSkipListMap<>(), flushing, now.runs());
    flushingEntries = flushing.size();
    activeEntries = 0;
    flush = CompletableFuture.runAsync(() -> write(state), background);
    flush.whenComplete(
        (done, e) -> {
          if (e != null) {
            LOG.error("The index could not be written; it stays in memory for now", e);
          }
        });
    return flush;
  }

  private void write(Manifest state) {
    View now = view;
    try {
      int merged = 0;
      long entries = now.flushing().size();
      while (merged < now.runs().size() && now.runs().get(merged).entries() < 2 * entries) {
        entries += now.runs().get(merged).entries();
        merged++;
      }
      List<Iterator<IndexEntry>> sources = new ArrayList<>();
      sources.add(entries(now.flushing(), Optional.empty()));
      now.runs().subList(0, merged).forEach(run -> sources.add(run.from(Optional.empty())));
      // Nothing older is left that a deleted entry would have to hide.
      Predicate<IndexEntry> needed =
          merged == now.runs().size() ? e -> !e.entry().deleted() : e -> true;
      Iterator<IndexEntry> source =
          StreamSupport.stream(
                  Spliterators.spliteratorUnknownSize(new MergedEntries(sources), 0), false)
              .filter(needed)
              .iterator();
      lastRun++;
      List<IndexRun> runs = new ArrayList<>();
      runs.add(IndexRun.write(runFile(lastRun), lastRun, source));
      runs.addAll(now.runs().subList(merged, now.runs().size()));
      install(state, runs);
      for (IndexRun old : now.runs().subList(0, merged)) {
        Files.delete(runFile(old.number()));
        old.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install(Manifest state, List<IndexRun> runs) throws IOException {
    // Files of chunks that the log says are gone must not come back once it is not read again.
    Stable.forceDirectory(whole);
    Manifest next = state.withRuns(runs.stream().map(IndexRun::number).toList());
    next.write(manifestFile());
    manifest = Optional.of(next);
    view = new View(view.active(), new ConcurrentSkipListMap<>(), List.copyOf(runs));
    flushingEntries = 0;
  }

  /** What the runs take on the disk. */
  public long fileBytes() {
    return view.runs().stream().mapToLong(IndexRun::fileBytes).sum();
  }

  int runs() {
    return view.runs().size();
  }

  /** Waits until nothing is being written. */
  public void await() {
    flush.exceptionally(e -> null).join();
  }

  /**
   * Ends what goes on behind; whoever looks something up just now still can. Its files are closed
   * when nobody does any more.
   */
  public void retire() {
    await();
    background.shutdown();
  }

  /** Waits for what has been started. */
  @Override
  public void close() throws IOException {
    retire();
    for (IndexRun run : view.runs()) {
      run.close();
    }
  }
}
