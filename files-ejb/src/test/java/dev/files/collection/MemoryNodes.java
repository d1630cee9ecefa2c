package dev.files.collection;

import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.MemoryChunkStore;
import dev.files.protocol.chunks.SoundChunk;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.transfer.ChunkAt;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.NodeStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes in memory that count generations as real ones do, and can be away or refuse. */
public final class MemoryNodes implements NodeStores, ActiveNodes {
  private final Map<NodeId, MemoryChunkStore> stores = new LinkedHashMap<>();

  /** Nodes that are not active. */
  public final Set<NodeId> away = ConcurrentHashMap.newKeySet();

  /** Nodes that are active and answer nothing. */
  public final Set<NodeId> silent = ConcurrentHashMap.newKeySet();

  /** Copies asked for alone, or made together, by target. */
  public final List<NodeId> copies = Collections.synchronizedList(new ArrayList<>());

  /** How many chunks were asked for together, by target. */
  public final List<Map.Entry<NodeId, Integer>> batches =
      Collections.synchronizedList(new ArrayList<>());

  /** Whether nodes say twice what they copied. */
  public volatile boolean tellTwice;

  /** Whether nodes know how to copy many chunks in one call. */
  public volatile boolean copyMany = true;

  public MemoryNodes(NodeId... ids) {
    for (NodeId id : ids) {
      stores.put(id, new MemoryChunkStore());
    }
  }

  /** The way to them that every caller takes. */
  public NodeCalls calls() {
    return new NodeCalls(this, this, System::nanoTime);
  }

  public ChunkStore at(NodeId id) {
    return stores.get(id);
  }

  /** Flips a bit of a copy. */
  public void damage(NodeId node, ChunkId chunk, int offset) {
    stores.get(node).damage(chunk, offset);
  }

  /** Sets the disk back to a moment before anything was stored. */
  public void empty(NodeId node) {
    stores.put(node, new MemoryChunkStore());
  }

  /** Stores bytes on a node, as an upload does. */
  public StoredChunk put(NodeId node, byte[] bytes) {
    try {
      return at(node)
          .store(
              Optional.of(new ChunkId(Sha256.of(bytes))),
              OptionalLong.of(bytes.length),
              Channels.newChannel(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public Optional<ChunkInfo> find(NodeId node, ChunkId chunk) {
    try {
      return at(node).find(chunk);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes the bytes away, as a broken disk does. */
  public void lose(NodeId node, ChunkId chunk) {
    try {
      ChunkInfo info = at(node).find(chunk).orElseThrow();
      at(node).delete(chunk, info.generation());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<NodeView> active() {
    return stores.keySet().stream()
        .filter(id -> !away.contains(id))
        .map(
            id ->
                new NodeView(
                    id,
                    URI.create("http://" + id),
                    URI.create("http://" + id),
                    "host-" + id,
                    "",
                    1L << 40,
                    0,
                    0,
                    false,
                    Instant.EPOCH))
        .toList();
  }

  @Override
  public ChunkStore reading(NodeView node) {
    return silent.contains(node.id()) ? new SilentStore() : at(node.id());
  }

  @Override
  public ChunkStore writing(NodeView node) {
    return reading(node);
  }

  @Override
  public StoredChunk copy(ChunkRef chunk, List<NodeView> from, NodeView to) throws IOException {
    copies.add(to.id());
    if (silent.contains(to.id())) {
      throw new ConnectException("refused");
    }
    Optional<StoredChunk> kept = at(to.id()).keep(chunk.id());
    if (kept.isPresent()) {
      return kept.get();
    }
    List<ChunkStore> sources = new ArrayList<>();
    from.stream()
        .filter(node -> !silent.contains(node.id()))
        .forEach(node -> sources.add(at(node.id())));
    sources.add(at(to.id()));
    long size = -1;
    for (ChunkStore source : List.copyOf(sources)) {
      Optional<ChunkInfo> info = source.find(chunk.id());
      size = info.map(ChunkInfo::size).orElse(size);
      if (info.isEmpty()) {
        sources.remove(source);
      }
    }
    if (size < 0) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such chunk");
    }
    try (SoundChunk sound = new SoundChunk(chunk.id(), size, sources)) {
      return at(to.id()).store(Optional.of(chunk.id()), OptionalLong.of(size), sound);
    }
  }

  @Override
  public List<ChunkInfo> copySmall(List<ChunkAt> chunks, NodeView to) throws IOException {
    batches.add(Map.entry(to.id(), chunks.size()));
    if (silent.contains(to.id())) {
      throw new ConnectException("refused");
    }
    if (!copyMany) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such path");
    }
    List<ChunkInfo> made = new ArrayList<>();
    for (ChunkAt chunk : chunks) {
      MemoryChunkStore from = stores.get(chunk.node().id());
      Optional<ChunkInfo> info = from.find(chunk.chunk());
      if (info.isPresent()
          && !silent.contains(chunk.node().id())
          && at(to.id()).find(chunk.chunk()).isEmpty()) {
        long size = info.get().size();
        try (SoundChunk sound = new SoundChunk(chunk.chunk(), size, List.of(from))) {
          at(to.id()).store(Optional.of(chunk.chunk()), OptionalLong.of(size), sound);
          made.add(at(to.id()).find(chunk.chunk()).orElseThrow());
          copies.add(to.id());
        } catch (FilesException e) {
          // It is left out.
        }
      }
    }
    if (tellTwice) {
      made.addAll(List.copyOf(made));
    }
    return made;
  }
}
