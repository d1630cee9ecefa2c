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
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Assembles by asking nodes. Rows tell which nodes to ask first and nothing more: only a generation
 * that a node answered under this lease is recorded.
 */
final class NodeAssembly implements FileAssembly {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Database database;
  private final UploadLedger ledger;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final FrontSettings settings;
  private final LongSupplier nanoTime;

  NodeAssembly(
      Database database,
      UploadLedger ledger,
      ActiveNodes nodes,
      NodeCalls calls,
      FrontSettings settings,
      LongSupplier nanoTime) {
    this.database = database;
    this.ledger = ledger;
    this.nodes = nodes;
    this.calls = calls;
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
      NewFile file = new NewFile(request.name(), request.mediaType(), request.expires(), content);
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
    Map<ChunkId, PlacedChunk> kept = new HashMap<>();
    Set<NodeId> silent = new HashSet<>();
    Map<ChunkId, ChunkRef> wanted = new LinkedHashMap<>();
    plan.chunks().forEach(chunk -> wanted.put(chunk.id(), chunk));
    Map<ChunkId, Set<NodeId>> holders = new HashMap<>();
    List<ChunkId> ids = List.copyOf(wanted.keySet());
    for (int i = 0; i < ids.size(); i++) {
      if (i % PAGE == 0) {
        holders = holders(ids.subList(i, Math.min(ids.size(), i + PAGE)));
      }
      ChunkId id = ids.get(i);
      kept.put(id, keep(wanted.get(id), active, holders.getOrDefault(id, Set.of()), silent));
      beat.run();
    }
    return plan.chunks().stream().map(chunk -> kept.get(chunk.id())).toList();
  }

  private static final int PAGE = 1000;

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

  /**
   * @param silent nodes that gave no answer, which are not asked again: the lease waits for nobody
   */
  private PlacedChunk keep(
      ChunkRef chunk, List<NodeView> active, Set<NodeId> holders, Set<NodeId> silent) {
    List<NodeView> order =
        new ArrayList<>(active.stream().filter(node -> !silent.contains(node.id())).toList());
    order.sort(Comparator.comparing(node -> !holders.contains(node.id())));
    List<CopyAt> copies = new ArrayList<>();
    boolean allAnswered = silent.isEmpty();
    for (NodeView node : order) {
      if (copies.size() == settings.replicas()) {
        break;
      }
      try {
        Optional<StoredChunk> stored = calls.store(node).keep(chunk.id());
        if (stored.isPresent()) {
          if (stored.get().size() != chunk.size()) {
            throw new FilesException(
                ProblemType.MISMATCH,
                "chunks.size: chunk %s has %d bytes; found %d"
                    .formatted(chunk.id(), stored.get().size(), chunk.size()));
          }
          copies.add(new CopyAt(node.id(), stored.get().generation()));
        }
      } catch (IOException e) {
        silent.add(node.id());
        allAnswered = false;
      } catch (FilesException e) {
        if (e.type() == ProblemType.MISMATCH) {
          throw e;
        }
        allAnswered = false;
      }
    }
    if (copies.size() < settings.writeQuorum()) {
      String detail =
          "Chunk %s is on %d nodes; %d are needed"
              .formatted(chunk.id(), copies.size(), settings.writeQuorum());
      throw allAnswered
          ? new FilesException(ProblemType.MISMATCH, detail)
          : new FilesException(ProblemType.UNAVAILABLE, detail, RETRY_AFTER);
    }
    return new PlacedChunk(chunk, copies);
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
