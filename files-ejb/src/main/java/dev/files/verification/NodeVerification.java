package dev.files.verification;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.NodeStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** Asks nodes and database. */
final class NodeVerification implements Verification {
  private final Database database;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final int writeQuorum;

  NodeVerification(Database database, ActiveNodes nodes, NodeCalls calls, int writeQuorum) {
    this.database = database;
    this.nodes = nodes;
    this.calls = calls;
    this.writeQuorum = writeQuorum;
  }

  /** A call to a node. */
  private interface Call<T> {
    T to(NodeStore store) throws IOException;
  }

  @Override
  public Page copies(NodeId node, Optional<ChunkId> after, boolean read) {
    CopyRows rows = new CopyRows(database, node);
    return call(node, store -> new VerifiedCopies(rows, store, read).after(after));
  }

  @Override
  public Page contents(long after) {
    return new VerifiedContents(database, writeQuorum).after(after);
  }

  @Override
  public long size(NodeId node, ChunkId chunk) {
    return call(node, store -> store.find(chunk))
        .map(ChunkInfo::size)
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "The node has no chunk with this id"));
  }

  @Override
  public void copy(NodeId node, ChunkId chunk, OutputStream to) throws IOException {
    ByteRange all = ByteRange.all(size(node, chunk));
    WritableByteChannel out = Channels.newChannel(to);
    calls.store(active(node)).read(chunk, all, bytes -> write(out, bytes));
  }

  private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private <T> T call(NodeId node, Call<T> call) {
    NodeView view = active(node);
    try {
      return call.to(calls.store(view));
    } catch (IOException e) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "Node " + node + " does not answer: " + e.getMessage(), e);
    }
  }

  private NodeView active(NodeId node) {
    return nodes
        .find(node)
        .orElseThrow(
            () ->
                new FilesException(
                    ProblemType.UNAVAILABLE, "Node " + node + " is not active, or there is none"));
  }
}
