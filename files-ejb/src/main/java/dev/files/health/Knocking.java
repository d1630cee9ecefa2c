package dev.files.health;

import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks all nodes at once for a connection, and sends nothing over it. A refusal is certain: no
 * process listens there now. Silence is not, and is left to the pings.
 */
final class Knocking {
  /** A refusal takes a round trip. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  Set<NodeId> refusing(Collection<NodeView> nodes) throws IOException {
    Set<NodeId> refusing = new HashSet<>();
    try (Selector selector = Selector.open()) {
      try {
        for (NodeView node : nodes) {
          knock(selector, node, refusing);
        }
        await(selector, refusing);
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }
    return refusing;
  }

  private static void knock(Selector selector, NodeView node, Set<NodeId> refusing)
      throws IOException {
    URI url = node.url();
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
    if (address.isUnresolved()) {
      return;
    }
    SocketChannel channel = SocketChannel.open();
    boolean waits = false;
    try {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        channel.register(selector, SelectionKey.OP_CONNECT, node.id());
        waits = true;
      }
    } catch (ConnectException e) {
      refusing.add(node.id());
    } catch (IOException e) {
      // No way to it from here now: that is silence.
    } finally {
      if (!waits) {
        channel.close();
      }
    }
  }

  private static void await(Selector selector, Set<NodeId> refusing) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int waiting = selector.keys().size();
    for (long left = PATIENCE.toMillis();
        waiting > 0 && left > 0;
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis()) {
      selector.select(left);
      for (SelectionKey answered : selector.selectedKeys()) {
        waiting--;
        answered.cancel();
        try {
          ((SocketChannel) answered.channel()).finishConnect();
        } catch (ConnectException e) {
          refusing.add((NodeId) answered.attachment());
        } catch (IOException e) {
          // As above.
        } finally {
          answered.channel().close();
        }
      }
      selector.selectedKeys().clear();
    }
  }
}
