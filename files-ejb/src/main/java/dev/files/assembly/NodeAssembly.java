package dev.files.assembly;

import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.metadata.NewContent;
import dev.files.metadata.NewFile;
import dev.files.metadata.PlacedChunk;
import dev.files.metadata.RecordedFile;
import dev.files.metadata.UploadLedger;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Assembles by asking nodes. Rows tell which nodes to ask first and nothing more: only a generation
 * that a node answered under this lease is recorded.
 */
final class NodeAssembly implements FileAssembly {
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Chunks that are kept at the same time; a node forces what it keeps in groups. */
  static final int AT_ONCE = 16;

  /** Chunks whose holders are looked up at once. */
  private static final int PAGE = 1000;

  private final Database database;
  private final UploadLedger ledger;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final Placement placement;
  private final Executor executor;
  private final FrontSettings settings;
  private final LongSupplier nanoTime;

  NodeAssembly(
      Database database,
      UploadLedger ledger,
      ActiveNodes nodes,
      NodeCalls calls,
      Placement placement,
      Executor executor,
      FrontSettings settings,
      LongSupplier nanoTime) {
    this.database = database;
    this.ledger = ledger;
    this.nodes = nodes;
    this.calls = calls;
    this.placement = placement;
    this.executor = executor;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  @Override
  public RecordedFile assemble(AssemblyRequest request) {
    AssemblyPlan plan = AssemblyPlan.of(request.chunks(), settings.maxFileBytes());
    List<NodeView> active = nodes.active();
    if (active.size() < settings.writeQuorum()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "Too few nodes are active for the write quorum", RETRY_AFTER);
    }
    LeaseId lease = ledger.open();
    try {
      Beat beat = new Beat(lease);
      List<PlacedChunk> placed = keepAll(plan, active, beat);
      Optional<Sha256> sha256 = check(request.sha256(), plan, placed, beat);
      NewContent content = new NewContent(plan.layout(), plan.size(), sha256, placed);
      NewFile file =
          new NewFile(
              request.name(), request.mediaType(), request.expires(), Optional.empty(), content);
      return ledger.commit(lease, List.of(file)).get(0);
    } finally {
      ledger.close(lease);
    }
  }

  /** Renews the lease as time goes by. */
  private final class Beat implements Runnable {
    private final LeaseId lease;
    private long renewed = nanoTime.getAsLong();

    Beat(LeaseId lease) {
      this.lease = lease;
    }

    @Override
    public void run() {
      long now = nanoTime.getAsLong();
      if (now - renewed >= UploadLedger.RENEW_EVERY.toNanos()) {
        renewed = now;
        if (!ledger.renew(lease)) {
          throw new FilesException(
              ProblemType.UNAVAILABLE, "It took too long to be recorded safely", RETRY_AFTER);
        }
      }
    }
  }

  private List<PlacedChunk> keepAll(AssemblyPlan plan, List<NodeView> active, Beat beat) {
    Map<ChunkId, ChunkRef> wanted = new LinkedHashMap<>();
    plan.chunks().forEach(chunk -> wanted.put(chunk.id(), chunk));
    List<ChunkId> ids = List.copyOf(wanted.keySet());
    Keeping keeping = new Keeping(calls, placement, settings, active);
    Map<ChunkId, PlacedChunk> kept = new HashMap<>();
    Deque<Future<PlacedChunk>> underWay = new ArrayDeque<>();
    try {
      Map<ChunkId, Set<NodeId>> holders = Map.of();
      for (int i = 0; i < ids.size(); i++) {
        if (i % PAGE == 0) {
          holders = holders(ids.subList(i, Math.min(ids.size(), i + PAGE)));
        }
        if (underWay.size() == AT_ONCE) {
          await(underWay.remove(), beat, kept);
        }
        ChunkRef chunk = wanted.get(ids.get(i));
        Set<NodeId> on = holders.getOrDefault(chunk.id(), Set.of());
        underWay.add(start(() -> keeping.keep(chunk, on)));
      }
      while (!underWay.isEmpty()) {
        await(underWay.remove(), beat, kept);
      }
    } finally {
      underWay.forEach(left -> left.cancel(false));
    }
    return plan.chunks().stream().map(chunk -> kept.get(chunk.id())).toList();
  }

  /** On a thread of its own; on this one when none is free. */
  private Future<PlacedChunk> start(Callable<PlacedChunk> keep) {
    FutureTask<PlacedChunk> task = new FutureTask<>(keep);
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
    return task;
  }

  private static void await(Future<PlacedChunk> future, Beat beat, Map<ChunkId, PlacedChunk> kept) {
    while (true) {
      beat.run();
      try {
        PlacedChunk placed = future.get(1, TimeUnit.SECONDS);
        kept.put(placed.chunk().id(), placed);
        return;
      } catch (TimeoutException e) {
        // A large chunk is being copied: the lease is to live on.
      } catch (ExecutionException e) {
        throw e.getCause() instanceof FilesException refusal
            ? refusal
            : new IllegalStateException("a chunk could not be kept", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FilesException(
            ProblemType.UNAVAILABLE, "The server is being stopped", RETRY_AFTER);
      }
    }
  }

  private Map<ChunkId, Set<NodeId>> holders(List<ChunkId> ids) {
    record Line(ChunkId chunk, NodeId node) {}

    Map<ChunkId, Set<NodeId>> holders = new HashMap<>();
    database
        .single(
            sql ->
                sql.list(
                    "SELECT chunk_id, node_id FROM replica WHERE chunk_id = ANY (?)",
                    row -> new Line(row.chunk("chunk_id"), row.node("node_id")),
                    Many.hashes(ids)))
        .forEach(
            line -> holders.computeIfAbsent(line.chunk(), any -> new HashSet<>()).add(line.node()));
    return holders;
  }

  // What the caller says of the bytes is only recorded once it was seen to be true.
  private Optional<Sha256> check(
      Optional<Sha256> claimed, AssemblyPlan plan, List<PlacedChunk> placed, Beat beat) {
    Optional<Sha256> known = plan.sha256();
    if (known.isEmpty() && claimed.isPresent()) {
      ReadBack reading = new ReadBack(nodes, calls, beat);
      for (PlacedChunk chunk : placed) {
        reading.add(chunk.chunk(), chunk.copies().stream().map(CopyAt::node).toList());
      }
      known = Optional.of(reading.finish());
    }
    if (claimed.isPresent() && !claimed.equals(known)) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "sha256: the bytes have "
              + known.map(Sha256::hex).orElse("none")
              + "; found "
              + claimed.get());
    }
    return known;
  }
}
