package dev.files.node.http;

import dev.files.node.ping.CopySources;
import dev.files.node.store.ChunkRead;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.client.ChunkDownload;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.messages.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Fetches chunks from other nodes. The URL comes from outside, and what is sent to it carries the
 * servers' secret: so only nodes that a front knows are asked.
 */
final class Copies {
  private static final Logger LOG = Logger.getLogger(Copies.class);
  private static final int MAX_REQUEST_BYTES = 4096;

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
    String from = Optional.ofNullable(wanted.from()).orElse("");
    ChunkWrites.answer(call, keepOrFetch(id, nodes.known(from)));
  }

  private StoredChunk keepOrFetch(ChunkId id, URI from) throws IOException {
    Optional<StoredChunk> kept = isSound(id) ? store.keep(id) : Optional.empty();
    return kept.isPresent() ? kept.get() : fetch(id, from);
  }

  private StoredChunk fetch(ChunkId id, URI from) throws IOException {
    try (ChunkDownload download =
        new HttpChunkStore(pool, from, nodes.addressee(from.toString())).download(id)) {
      return store.store(Optional.of(id), OptionalLong.of(download.size()), download);
    } catch (FilesException e) {
      throw e.type() == ProblemType.MISMATCH
          ? new FilesException(ProblemType.CORRUPT, "The other node's copy has another hash", e)
          : e;
    } catch (IOException e) {
      LOG.warnf("Copying %s from %s failed: %s", id, from, e.getMessage());
      throw new FilesException(
          ProblemType.BAD_GATEWAY, "The chunk could not be copied from " + from, e);
    }
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
