package dev.files.metadata;

import dev.files.database.DatabaseException;
import dev.files.protocol.FileId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/**
 * Group commit (DeWitt et al., Implementation Techniques for Main Memory Database Systems, 1984):
 * what comes while other commits are under way goes together in the next statement, whose cost and
 * wait for the log are shared. Whoever waited longest does it for the others, so there is no thread
 * of its own, and a lone commit waits for nobody.
 */
final class CommitQueue {
  /** While one waits for the log, another one executes. */
  static final int MOST_AT_ONCE = 2;

  /** Chunks of one statement; a commit with more does not queue, and holds up nobody. */
  static final int MOST_CHUNKS = 512;

  private final BiFunction<LeaseId, List<NamedFile>, List<RecordedFile>> recorder;
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private int underWay;

  /** A file to be recorded, with the id that it will have and the token that its owner will get. */
  record NamedFile(FileId id, String manageToken, NewFile file) {
    @Override
    public String toString() {
      return "NamedFile[" + id + "]";
    }
  }

  /**
   * @param outcome of a commit that another one took along; empty when it is its own turn to lead
   */
  private record Commit(
      LeaseId lease,
      List<NamedFile> files,
      CompletableFuture<Optional<List<RecordedFile>>> outcome) {

    int chunks() {
      return files.stream().mapToInt(named -> named.file().content().chunks().size()).sum();
    }
  }

  /**
   * @param recorder records all files or none, and answers in their order
   */
  CommitQueue(BiFunction<LeaseId, List<NamedFile>, List<RecordedFile>> recorder) {
    this.recorder = recorder;
  }

  /** What the recorder answers, or throws, for these files. */
  List<RecordedFile> commit(LeaseId lease, List<NamedFile> files) {
    Commit mine = new Commit(lease, files, new CompletableFuture<>());
    if (mine.chunks() > MOST_CHUNKS) {
      return recorder.apply(lease, files);
    }
    if (mustWait(mine)) {
      Optional<List<RecordedFile>> outcome = await(mine);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    try {
      return lead(mine, companions(mine));
    } finally {
      handOver();
    }
  }

  /** For tests: commits that wait for others. */
  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized boolean mustWait(Commit commit) {
    if (underWay < MOST_AT_ONCE) {
      underWay++;
      return false;
    }
    return waiting.add(commit);
  }

  private static Optional<List<RecordedFile>> await(Commit commit) {
    try {
      // Bounded by the time-outs of those who are under way.
      return commit.outcome().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Those that can go in the same statement: of one lease, for it is judged once. */
  private synchronized List<Commit> companions(Commit leader) {
    List<Commit> companions = new ArrayList<>();
    int chunks = leader.chunks();
    for (Iterator<Commit> i = waiting.iterator(); i.hasNext() && chunks < MOST_CHUNKS; ) {
      Commit next = i.next();
      if (next.lease().equals(leader.lease()) && chunks + next.chunks() <= MOST_CHUNKS) {
        chunks += next.chunks();
        companions.add(next);
        i.remove();
      }
    }
    return companions;
  }

  private List<RecordedFile> lead(Commit mine, List<Commit> companions) {
    RuntimeException failure = new IllegalStateException("the commit was broken off");
    try {
      List<NamedFile> files = new ArrayList<>(mine.files());
      companions.forEach(each -> files.addAll(each.files()));
      List<RecordedFile> recorded = recorder.apply(mine.lease(), files);
      int from = mine.files().size();
      for (Commit each : companions) {
        int to = from + each.files().size();
        each.outcome().complete(Optional.of(List.copyOf(recorded.subList(from, to))));
        from = to;
      }
      return List.copyOf(recorded.subList(0, mine.files().size()));
    } catch (DatabaseException e) {
      if (companions.isEmpty()) {
        throw e;
      }
      return eachAlone(mine, companions);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      for (Commit each : companions) {
        each.outcome().completeExceptionally(failure);
      }
    }
  }

  /** One of them was refused, and only that one shall hear of it. */
  private List<RecordedFile> eachAlone(Commit mine, List<Commit> companions) {
    for (Commit each : companions) {
      try {
        each.outcome().complete(Optional.of(recorder.apply(each.lease(), each.files())));
      } catch (DatabaseException e) {
        each.outcome().completeExceptionally(e);
      } catch (RuntimeException e) {
        // The database is away, or the lease: so it is for those behind.
        companions.forEach(other -> other.outcome().completeExceptionally(e));
        throw e;
      }
    }
    return recorder.apply(mine.lease(), mine.files());
  }

  private void handOver() {
    Optional<Commit> next;
    synchronized (this) {
      next = Optional.ofNullable(waiting.poll());
      if (next.isEmpty()) {
        underWay--;
      }
    }
    next.ifPresent(leader -> leader.outcome().complete(Optional.empty()));
  }
}
