package dev.files.transfer;

import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Some nodes in memory, all active. */
public final class FakeNodes implements NodeStores, ActiveNodes {
  public final List<FakeNode> nodes = new CopyOnWriteArrayList<>();
  public final AtomicInteger copies = new AtomicInteger();

  /** Each on a host of its own, without zones. */
  public static FakeNodes of(int count) {
    FakeNodes cluster = new FakeNodes();
    IntStream.rangeClosed(1, count)
        .forEach(i -> cluster.nodes.add(new FakeNode(i, "host-" + i, "")));
    return cluster;
  }

  public FakeNode get(int index) {
    return nodes.get(index);
  }

  public FakeNode get(NodeId id) {
    return nodes.stream().filter(node -> node.view.id().equals(id)).findFirst().orElseThrow();
  }

  @Override
  public List<NodeView> active() {
    return nodes.stream().map(node -> node.view).toList();
  }

  @Override
  public ChunkStore reading(NodeView node) {
    return get(node.id());
  }

  @Override
  public ChunkStore writing(NodeView node) {
    return get(node.id());
  }

  @Override
  public StoredChunk copy(ChunkRef chunk, List<NodeView> from, NodeView to) throws IOException {
    copies.incrementAndGet();
    FakeNode target = get(to.id());
    if (target.down || get(from.get(0).id()).down) {
      throw new IOException("down");
    }
    byte[] bytes = get(from.get(0).id()).chunks.get(chunk.id());
    if (bytes == null) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such chunk");
    }
    return target.answer(target.put(chunk.id(), bytes));
  }

  @Override
  public List<ChunkInfo> copySmall(List<ChunkAt> chunks, NodeView to) throws IOException {
    if (get(to.id()).down) {
      throw new IOException("down");
    }
    return List.of();
  }
}
