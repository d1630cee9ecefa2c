package dev.files.replication;

import dev.files.metadata.CopyAt;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.placement.Placement;
import dev.files.placement.Wish;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.messages.CopyList;
import dev.files.replication.RepairTable.Claim;
import dev.files.replication.RepairTable.State;
import dev.files.transfer.ChunkAt;
import dev.files.transfer.NodeCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;

/** Has nodes make copies of chunks, many at a time: nothing is recorded here. */
final class ReplicaCopies {
  private static final Logger LOG = Logger.getLogger(ReplicaCopies.class);

  /** Copies under way of one batch: enough that nodes share a sync, and no node is flooded. */
  static final int AT_ONCE = 12;

  /** Of one batch: beyond that, chunks wait for the next one. */
  static final long ROUND_BYTES = 256L << 20;

  static final Duration LEAST_HOLD = Duration.ofSeconds(60);

  /** The slowest copy that still makes it within the lease. */
  private static final long LEAST_BYTES_PER_SECOND = 1L << 20;

  /** The nodes that are asked to copy before a chunk is given back. */
  static final int MOST_TARGETS = 3;

  /** A node that failed is asked once more before another. */
  static final int TRIES_PER_TARGET = 2;

  private final NodeCalls calls;
  private final Placement placement;
  private final Executor executor;

  /**
   * @param executor of threads that may wait for nodes; may have none to give
   */
  ReplicaCopies(NodeCalls calls, Placement placement, Executor executor) {
    this.calls = calls;
    this.placement = placement;
    this.executor = executor;
  }

  /**
   * What became of a chunk: a copy, or why there is none.
   *
   * @param failure for people
   */
  record Outcome(Optional<CopyAt> copy, Optional<String> failure) {
    static Outcome of(CopyAt copy) {
      return new Outcome(Optional.of(copy), Optional.empty());
    }

    static Outcome failed(String reason) {
      return new Outcome(Optional.empty(), Optional.of(reason));
    }
  }

  /** How long copies of chunks of these sizes may take, made by the lines of one batch. */
  static Duration longest(LongStream sizes) {
    LongSummaryStatistics all = sizes.summaryStatistics();
    long bytesOfOneLine = Math.max(0, all.getMax()) + all.getSum() / AT_ONCE;
    return LEAST_HOLD.plusSeconds(bytesOfOneLine / LEAST_BYTES_PER_SECOND);
  }

  /** Makes one copy of each chunk: of the small ones together, of the others one by one. */
  Map<Claim, Outcome> make(Map<Claim, State> chunks) {
    Map<Claim, Copy> small = new HashMap<>();
    List<Candidate> candidates = calls.candidates();
    chunks.forEach(
        (claim, state) -> {
          List<NodeView> sources = views(state.sources(), candidates);
          if (isSmall(state.size()) && !sources.isEmpty()) {
            placement
                .next(wish(state, Set.copyOf(state.all()), sources), candidates)
                .map(to -> new Copy(new ChunkRef(claim.chunk(), state.size()), sources, to))
                .ifPresent(copy -> small.put(claim, copy));
          }
        });
    Map<Claim, Outcome> outcomes = new HashMap<>();
    together(small).forEach((claim, copy) -> outcomes.put(claim, Outcome.of(copy)));
    List<Claim> others =
        chunks.keySet().stream().filter(claim -> !outcomes.containsKey(claim)).toList();
    outcomes.putAll(ofEach(others, claim -> make(claim, chunks.get(claim))));
    return outcomes;
  }

  /** Makes the copies of these moves, as far as that goes well: nobody waits for one of them. */
  Map<Move, CopyAt> move(Collection<Move> moves) {
    Map<Move, Copy> copies = new HashMap<>();
    moves.forEach(move -> copies.put(move, new Copy(move.chunk(), move.sources(), move.to())));
    Map<Move, CopyAt> made = together(copies);
    List<Move> others = moves.stream().filter(move -> !made.containsKey(move)).toList();
    ofEach(others, move -> tryCopy(copies.get(move)))
        .forEach((move, copy) -> copy.ifPresent(at -> made.put(move, at)));
    return made;
  }

  private Optional<CopyAt> tryCopy(Copy copy) {
    try {
      return Optional.of(copy(copy));
    } catch (IOException | FilesException e) {
      LOG.debugf("chunk %s stays for now: %s", copy.chunk().id(), e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * A copy to make.
   *
   * @param sources nodes that have the chunk, at least one, the best first
   */
  private record Copy(ChunkRef chunk, List<NodeView> sources, NodeView to) {}

  private static boolean isSmall(long bytes) {
    return bytes <= CopyList.MOST_CHUNK_BYTES;
  }

  /** The copies of small chunks, in few calls, as far as that goes well. */
  private <K> Map<K, CopyAt> together(Map<K, Copy> copies) {
    Map<NodeView, List<Map.Entry<K, Copy>>> byTarget =
        copies.entrySet().stream()
            .filter(each -> isSmall(each.getValue().chunk().size()))
            .collect(Collectors.groupingBy(each -> each.getValue().to()));
    List<List<Map.Entry<K, Copy>>> batches = new ArrayList<>();
    for (List<Map.Entry<K, Copy>> all : byTarget.values()) {
      for (int from = 0; from < all.size(); from += CopyList.MOST_CHUNKS) {
        batches.add(all.subList(from, Math.min(all.size(), from + CopyList.MOST_CHUNKS)));
      }
    }
    Map<K, CopyAt> made = new HashMap<>();
    ofEach(batches, this::batch)
        .forEach(
            (batch, generations) -> {
              for (Map.Entry<K, Copy> each : batch) {
                Optional.ofNullable(generations.get(each.getValue().chunk().id()))
                    .map(generation -> new CopyAt(each.getValue().to().id(), generation))
                    .ifPresent(copy -> made.put(each.getKey(), copy));
              }
            });
    return made;
  }

  /**
   * Has one node make copies of small chunks.
   *
   * @return the generation of each that it has
   */
  private <K> Map<ChunkId, Generation> batch(List<Map.Entry<K, Copy>> batch) {
    NodeView to = batch.get(0).getValue().to();
    List<ChunkAt> chunks =
        batch.stream()
            .map(Map.Entry::getValue)
            .map(copy -> new ChunkAt(copy.chunk().id(), copy.sources().get(0)))
            .toList();
    try {
      return calls.store(to).copySmall(chunks).stream()
          .collect(Collectors.toMap(ChunkInfo::id, ChunkInfo::generation, (one, again) -> one));
    } catch (IOException | FilesException e) {
      LOG.debugf("%d small chunks are copied one by one: %s", batch.size(), e.getMessage());
      return Map.of();
    }
  }

  /** Some at once. The caller's thread takes its share. */
  private <K, V> Map<K, V> ofEach(Collection<K> keys, Function<K, V> work) {
    Map<K, V> outcomes = new ConcurrentHashMap<>();
    Queue<K> waiting = new ConcurrentLinkedQueue<>(keys);
    Runnable line =
        () -> {
          for (K next = waiting.poll(); next != null; next = waiting.poll()) {
            outcomes.put(next, work.apply(next));
          }
        };
    List<CompletableFuture<Void>> others = new ArrayList<>();
    try {
      for (int lines = 1; lines < Math.min(AT_ONCE, keys.size()); lines++) {
        others.add(CompletableFuture.runAsync(line, executor));
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("no more threads for copies; those that are there do them all");
    }
    line.run();
    others.forEach(CompletableFuture::join);
    return outcomes;
  }

  private Outcome make(Claim claim, State state) {
    List<Candidate> candidates = calls.candidates();
    List<NodeView> sources = views(state.sources(), candidates);
    List<NodeView> bad = views(state.bad(), candidates);
    sources.addAll(bad);
    if (sources.isEmpty()) {
      return Outcome.failed("no active node has the chunk");
    }
    ChunkRef chunk = new ChunkRef(claim.chunk(), state.size());
    Set<NodeId> tried = new HashSet<>(state.all());
    String lastError = "no node has room for another replica";
    for (int targets = 0; targets < MOST_TARGETS; targets++) {
      Optional<NodeView> target =
          placement
              .next(wish(state, tried, sources), candidates)
              .or(() -> bad.isEmpty() ? Optional.empty() : Optional.of(bad.remove(0)));
      if (target.isEmpty()) {
        break;
      }
      tried.add(target.get().id());
      for (int tries = 0; tries < TRIES_PER_TARGET; tries++) {
        try {
          return Outcome.of(copy(new Copy(chunk, sources, target.get())));
        } catch (IOException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
        } catch (FilesException e) {
          lastError = "node " + target.get().id() + ": " + e.getMessage();
          if (e.type() == ProblemType.CORRUPT) {
            LOG.errorf("no sound copy of chunk %s can be made: %s", claim.chunk(), e.getMessage());
          }
          if (e.type() == ProblemType.DISK_FULL) {
            break;
          }
        }
      }
    }
    return Outcome.failed(lastError);
  }

  private static List<NodeView> views(List<NodeId> ids, List<Candidate> candidates) {
    return new ArrayList<>(
        candidates.stream().map(Candidate::node).filter(node -> ids.contains(node.id())).toList());
  }

  private static Wish wish(State state, Set<NodeId> excluded, List<NodeView> beside) {
    return new Wish(state.size(), excluded, beside, Map.of());
  }

  /** A node whose own copy is bad fetches from the others, from itself only when there are none. */
  private CopyAt copy(Copy copy) throws IOException {
    List<NodeView> others =
        copy.sources().stream().filter(node -> !node.id().equals(copy.to().id())).toList();
    StoredChunk stored =
        calls.store(copy.to()).copy(copy.chunk(), others.isEmpty() ? List.of(copy.to()) : others);
    return new CopyAt(copy.to().id(), stored.generation());
  }
}
