package dev.files.transfer;

import dev.files.nodes.NodeStart;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.client.Addressee;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.client.HttpPoolSettings;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.security.Secrets;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Nodes over HTTP. */
public final class HttpNodeStores implements NodeStores, Closeable {
  /** A node that reads from its disk and says nothing for so long has failed. */
  private static final Duration READ_SILENCE = Duration.ofSeconds(6);

  /** A chunk of 5 GiB is forced within this time on a disk that deserves the name. */
  private static final Duration WRITE_SILENCE = Duration.ofSeconds(60);

  /** A node that copies says nothing until it has all: 5 GiB over a slow link take long. */
  private static final long LEAST_COPY_BYTES_PER_SECOND = 1 << 20;

  private static final int CONNECTIONS = 512;
  private static final int CONNECTIONS_PER_NODE = 192;

  private final HttpPool reads;
  private final HttpPool writes;

  public HttpNodeStores(Secrets secrets) {
    HttpPoolSettings settings =
        HttpPoolSettings.of("files-front").withConnections(CONNECTIONS, CONNECTIONS_PER_NODE);
    reads = new HttpPool(settings.withSocketTimeout(READ_SILENCE), secrets);
    writes = new HttpPool(settings.withSocketTimeout(WRITE_SILENCE), secrets);
  }

  @Override
  public ChunkStore reading(NodeView node) {
    return open(reads, node);
  }

  @Override
  public ChunkStore writing(NodeView node) {
    return open(writes, node);
  }

  @Override
  public StoredChunk copy(ChunkRef chunk, List<NodeView> from, NodeView to) throws IOException {
    List<CopyRequest.Source> sources =
        from.stream().limit(CopyRequest.MAX_SOURCES).map(HttpNodeStores::source).toList();
    Duration patience = WRITE_SILENCE.plusSeconds(chunk.size() / LEAST_COPY_BYTES_PER_SECOND);
    return open(writes, to).copy(chunk, sources, patience);
  }

  @Override
  public List<ChunkInfo> copySmall(List<ChunkAt> chunks, NodeView to) throws IOException {
    List<CopyList.Copy> copies =
        chunks.stream()
            .map(each -> new CopyList.Copy(each.chunk().toString(), source(each.node())))
            .toList();
    return open(writes, to).copy(new CopyList(copies));
  }

  private static CopyRequest.Source source(NodeView node) {
    return new CopyRequest.Source(node.url().toString(), node.id().hex());
  }

  private static HttpChunkStore open(HttpPool pool, NodeView node) {
    NodeStart start = node.start();
    return new HttpChunkStore(
        pool,
        node.url(),
        new Addressee(Optional.of(node.id()), start.directory(), start.protocol()));
  }

  @Override
  public void close() throws IOException {
    try {
      reads.close();
    } finally {
      writes.close();
    }
  }
}
