package dev.files.node.http;

import dev.files.node.log.Pending;
import dev.files.node.ping.CopySources;
import dev.files.node.store.ChunkRead;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.SoundChunk;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.client.Addressee;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.ChunkAnswer;
import dev.files.protocol.messages.CopiedChunks;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.messages.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Fetches chunks from other nodes. The URL comes from outside, and what is sent to it carries the
 * servers' secret: so only nodes that a front knows are asked.
 */
final class Copies {
  private static final Logger LOG = Logger.getLogger(Copies.class);
  private static final int MAX_REQUEST_BYTES = 16 * 1024;
  private static final int MAX_LIST_BYTES = 64 * 1024;

  private final DiskChunkStore store;
  private final HttpPool pool;
  private final CopySources nodes;

  Copies(DiskChunkStore store, HttpPool pool, CopySources nodes) {
    this.store = store;
    this.pool = pool;
    this.nodes = nodes;
  }

  void copy(Call call, ChunkId id) throws IOException {
    CopyRequest wanted =
        Json.read(Channels.newInputStream(call.body()), MAX_REQUEST_BYTES, CopyRequest.class);
    ChunkWrites.answer(call, keepOrFetch(id, size(wanted), sources(wanted)));
  }

  /**
   * Small chunks, which are read together and forced together. Of what goes wrong, or is here
   * already and may be rotten, nothing is told: that is for each alone.
   */
  void copySmall(Call call) throws IOException {
    CopyList wanted =
        Json.read(Channels.newInputStream(call.body()), MAX_LIST_BYTES, CopyList.class);
    List<Pending<StoredChunk>> begun = new ArrayList<>();
    missing(wanted).forEach((source, ids) -> begun.addAll(begin(source, ids)));
    List<ChunkAnswer> kept = new ArrayList<>();
    for (Pending<StoredChunk> each : begun) {
      try {
        kept.add(ChunkWrites.answerOf(each.await()));
      } catch (IOException | FilesException e) {
        LOG.debugf("a small chunk was not copied: %s", e.getMessage());
      }
    }
    call.json(200, new CopiedChunks(kept));
  }

  private Map<CopyRequest.Source, List<ChunkId>> missing(CopyList wanted) throws IOException {
    List<CopyList.Copy> copies =
        Objects.requireNonNullElse(wanted.copies(), List.<CopyList.Copy>of()).stream()
            .filter(copy -> copy != null && copy.source() != null)
            .toList();
    List<ChunkId> ids =
        ChunkServlet.chunkIds("copies", copies.stream().map(CopyList.Copy::id).toList());
    Map<CopyRequest.Source, List<ChunkId>> missing = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (store.find(ids.get(i)).isEmpty()) {
        missing
            .computeIfAbsent(copies.get(i).source(), source -> new ArrayList<>())
            .add(ids.get(i));
      }
    }
    return missing;
  }

  /** Reads from one node; what came is on its way to the disk when this returns. */
  private List<Pending<StoredChunk>> begin(CopyRequest.Source source, List<ChunkId> ids) {
    List<Pending<StoredChunk>> begun = new ArrayList<>();
    try {
      open(source)
          .readSmall(
              ids,
              (id, bytes) -> {
                try {
                  begun.add(store.store(id, bytes));
                } catch (IOException | FilesException e) {
                  LOG.debugf("%s was not copied: %s", id, e.getMessage());
                }
              });
    } catch (IOException | FilesException e) {
      LOG.debugf("no small chunks came from %s: %s", source, e.getMessage());
    }
    return begun;
  }

  private static Optional<Long> size(CopyRequest wanted) {
    if (wanted.size() != null && wanted.size() < 1) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "size: expected bytes, at least 1, found " + wanted.size());
    }
    return Optional.ofNullable(wanted.size());
  }

  /**
   * The nodes to fetch from; one that no front knows any more is passed over while there are
   * others.
   */
  private List<HttpChunkStore> sources(CopyRequest wanted) {
    List<CopyRequest.Source> named =
        wanted.sources() == null
            ? List.of(new CopyRequest.Source(wanted.from(), null))
            : wanted.sources().stream()
                .filter(Objects::nonNull)
                .limit(CopyRequest.MAX_SOURCES)
                .toList();
    List<HttpChunkStore> sources = new ArrayList<>();
    Optional<FilesException> unknown = Optional.empty();
    for (CopyRequest.Source source : named) {
      try {
        sources.add(open(source));
      } catch (FilesException e) {
        unknown = Optional.of(e);
      }
    }
    if (sources.isEmpty()) {
      throw unknown.orElseGet(
          () -> new FilesException(ProblemType.INVALID_VALUE, "sources must name a node"));
    }
    return sources;
  }

  /**
   * The way to a node.
   *
   * @throws FilesException that no front knows
   */
  private HttpChunkStore open(CopyRequest.Source source) {
    URI url = nodes.known(Objects.requireNonNullElse(source.url(), ""));
    return new HttpChunkStore(pool, url, addressee(source, url));
  }

  /** The node that the front means, else the one that it lists at the URL. */
  private Addressee addressee(CopyRequest.Source source, URI url) {
    Addressee listed = nodes.addressee(url.toString());
    Optional<NodeId> id = Optional.ofNullable(source.node()).flatMap(NodeId::parse);
    return id.isPresent() ? new Addressee(id, listed.directory(), listed.protocol()) : listed;
  }

  private StoredChunk keepOrFetch(ChunkId id, Optional<Long> size, List<HttpChunkStore> sources)
      throws IOException {
    Optional<StoredChunk> kept = isSound(id) ? store.keep(id) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    if (size.isPresent() && store.find(id).isEmpty()) {
      try {
        return put(id, size.get(), sources);
      } catch (IOException | FilesException e) {
        LOG.debugf("%s is not as it was told: %s", id, e.getMessage());
      }
    }
    return fetch(id, sources);
  }

  private StoredChunk put(ChunkId id, long size, List<? extends ChunkStore> copies)
      throws IOException {
    try (SoundChunk chunk = new SoundChunk(id, size, copies)) {
      return store.store(Optional.of(id), OptionalLong.of(size), chunk);
    }
  }

  /** What lies here and is not sound may yet have blocks that no other copy has. */
  private StoredChunk fetch(ChunkId id, List<HttpChunkStore> sources) throws IOException {
    List<ChunkStore> copies = new ArrayList<>(sources);
    copies.add(store);
    try {
      return put(id, size(id, copies), copies);
    } catch (FilesException e) {
      throw e.type() == ProblemType.MISMATCH
          ? new FilesException(ProblemType.CORRUPT, "What the copies hold has another hash", e)
          : e;
    } catch (IOException e) {
      // A copy that was busy, say, is told of by its own answer.
      if (e.getCause() instanceof FilesException answer) {
        throw answer;
      }
      LOG.warnf("Copying %s from %s failed: %s", id, sources, e.getMessage());
      throw new FilesException(
          ProblemType.BAD_GATEWAY, "The chunk could not be copied from " + sources.get(0), e);
    }
  }

  /** From the copies that are there; of those that are not, no more is asked. */
  private static long size(ChunkId id, List<ChunkStore> copies) throws IOException {
    OptionalLong size = OptionalLong.empty();
    Optional<IOException> failure = Optional.empty();
    Optional<FilesException> refusal = Optional.empty();
    for (ChunkStore copy : List.copyOf(copies)) {
      try {
        Optional<ChunkInfo> info = copy.find(id);
        size = info.map(ChunkInfo::size).map(OptionalLong::of).orElse(size);
        if (info.isEmpty()) {
          copies.remove(copy);
        }
      } catch (FilesException e) {
        refusal = Optional.of(e);
      } catch (IOException e) {
        failure = Optional.of(e);
        copies.remove(copy);
      }
    }
    if (size.isEmpty() && refusal.isPresent()) {
      throw refusal.get();
    }
    if (size.isEmpty() && failure.isPresent()) {
      throw failure.get();
    }
    return size.orElseThrow(
        () -> new FilesException(ProblemType.NOT_FOUND, "No node that was named has the chunk"));
  }

  private boolean isSound(ChunkId id) throws IOException {
    try {
      Optional<ChunkRead> found = store.open(id);
      if (found.isEmpty()) {
        return false;
      }
      try (ChunkRead chunk = found.get()) {
        for (long at = 0; at < chunk.size(); at += BlockChecksums.WINDOW_BYTES) {
          chunk.verify(new ByteRange(at, Math.min(BlockChecksums.WINDOW_BYTES, chunk.size() - at)));
        }
        return true;
      }
    } catch (FilesException e) {
      if (e.type() != ProblemType.CORRUPT) {
        throw e;
      }
      LOG.warnf("%s is copied anew: %s", id, e.getMessage());
      return false;
    }
  }
}
