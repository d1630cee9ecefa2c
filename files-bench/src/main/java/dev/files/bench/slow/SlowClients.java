package dev.files.bench.slow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Any number of slow clients of one server on one thread: each sends its request and the first
 * bytes of its body as fast as they are taken, and then sends and reads at a rate, which may be 0.
 */
public final class SlowClients implements AutoCloseable {
  private static final long BEAT_MILLIS = 100;
  private static final int BEATS_PER_SECOND = 10;

  /**
   * Less than the system's default, lest it take a whole answer for a client that reads nothing.
   */
  private static final int RECEIVE_BUFFER = 16 * 1024;

  private static final int STATUS_END = 12;

  /**
   * How a client behaves.
   *
   * @param head of the request, with the empty line
   * @param atOnce bytes of the body that are sent at once
   * @param sendPerSecond bytes of the body after that
   * @param readPerSecond bytes of the answer
   */
  public record Behaviour(String head, long atOnce, int sendPerSecond, int readPerSecond) {
    /** An upload that stops after its first bytes, or goes on slowly. */
    public static Behaviour upload(String path, long size, long atOnce, int sendPerSecond) {
      String head =
          "PUT " + path + " HTTP/1.1\r\nHost: files\r\nContent-Length: " + size + "\r\n\r\n";
      return new Behaviour(head, atOnce, sendPerSecond, Integer.MAX_VALUE);
    }

    /** A download that is read slowly, or not at all. */
    public static Behaviour download(String path, int readPerSecond) {
      return new Behaviour("GET " + path + " HTTP/1.1\r\nHost: files\r\n\r\n", 0, 0, readPerSecond);
    }
  }

  private final InetSocketAddress server;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "slow-clients");
  private final Queue<Behaviour> newcomers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger rushing = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();
  private volatile boolean closed;

  private SlowClients(URI url, Selector selector) {
    this.server = new InetSocketAddress(url.getHost(), url.getPort());
    this.selector = selector;
  }

  public static SlowClients of(URI server) throws IOException {
    SlowClients clients = new SlowClients(server, Selector.open());
    clients.thread.setDaemon(true);
    clients.thread.start();
    return clients;
  }

  /** Starts so many; returns at once. */
  public SlowClients add(int count, Behaviour behaviour) {
    for (int i = 0; i < count; i++) {
      open.incrementAndGet();
      rushing.incrementAndGet();
      newcomers.add(behaviour);
    }
    selector.wakeup();
    return this;
  }

  /**
   * Connections that are open, or to be opened yet. A client that reads nothing does not notice
   * that the server has left it.
   */
  public int open() {
    return open.get();
  }

  /** Connections whose server has not yet taken what they send at once. */
  public int rushing() {
    return rushing.get();
  }

  /** Connections that ended without an answer. */
  public int broken() {
    return broken.get();
  }

  /** Bytes that the server's system took, of all clients. */
  public long sent() {
    return sent.get();
  }

  /** How many were answered with which status. */
  public Map<Integer, Integer> statuses() {
    return Map.copyOf(statuses);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      long nextBeat = System.nanoTime();
      while (!closed) {
        for (Behaviour next = newcomers.poll(); next != null; next = newcomers.poll()) {
          connect(next);
        }
        selector.select(BEAT_MILLIS);
        boolean beat = System.nanoTime() - nextBeat > 0;
        if (beat) {
          nextBeat = System.nanoTime() + BEAT_MILLIS * 1_000_000;
        }
        for (SelectionKey key : selector.keys()) {
          if (key.isValid()) {
            ((Client) key.attachment()).move(beat);
          }
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(Behaviour behaviour) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
    channel.configureBlocking(false);
    Client client = new Client(channel, behaviour);
    client.key = channel.register(selector, SelectionKey.OP_CONNECT, client);
    try {
      channel.connect(server);
    } catch (IOException e) {
      client.end();
    }
  }

  private final class Client {
    private final SocketChannel channel;
    private final Behaviour behaviour;
    private final ByteBuffer in = ByteBuffer.allocate(RECEIVE_BUFFER);
    private final StringBuilder statusLine = new StringBuilder();
    private final ByteBuffer head;
    private long maySend;
    private long mayRead;
    private boolean rushes = true;
    private SelectionKey key;

    Client(SocketChannel channel, Behaviour behaviour) {
      this.channel = channel;
      this.behaviour = behaviour;
      this.head = ByteBuffer.wrap(behaviour.head().getBytes(StandardCharsets.US_ASCII));
      this.maySend = behaviour.atOnce();
    }

    void move(boolean beat) {
      try {
        if (!channel.isConnected() && !channel.finishConnect()) {
          return;
        }
        if (beat) {
          maySend += behaviour.sendPerSecond() / BEATS_PER_SECOND;
          mayRead =
              Math.min(Integer.MAX_VALUE, mayRead + behaviour.readPerSecond() / BEATS_PER_SECOND);
        }
        write();
        if (!head.hasRemaining() && maySend <= 0) {
          calm();
        }
        if (!read()) {
          end();
          return;
        }
        // Only what the client wants now, or the loop would spin.
        boolean writes = head.hasRemaining() || maySend > 0;
        key.interestOps(
            (writes ? SelectionKey.OP_WRITE : 0) | (mayRead > 0 ? SelectionKey.OP_READ : 0));
      } catch (IOException e) {
        end();
      }
    }

    private void write() throws IOException {
      channel.write(head);
      while (!head.hasRemaining() && maySend > 0) {
        int written = channel.write(ByteBuffer.allocate((int) Math.min(maySend, RECEIVE_BUFFER)));
        maySend -= written;
        sent.addAndGet(written);
        if (written == 0) {
          return;
        }
      }
    }

    /** False when the connection has ended. */
    private boolean read() throws IOException {
      while (mayRead > 0) {
        in.clear().limit((int) Math.min(mayRead, in.capacity()));
        int read = channel.read(in);
        if (read <= 0) {
          return read == 0;
        }
        mayRead -= read;
        note(in.flip());
      }
      return true;
    }

    private void note(ByteBuffer bytes) {
      if (statusLine.length() < STATUS_END) {
        statusLine.append(StandardCharsets.ISO_8859_1.decode(bytes));
        if (statusLine.length() >= STATUS_END) {
          statuses.merge(Integer.parseInt(statusLine.substring(9, STATUS_END)), 1, Integer::sum);
        }
      }
    }

    private void calm() {
      if (rushes) {
        rushes = false;
        rushing.decrementAndGet();
      }
    }

    private void end() {
      key.cancel();
      calm();
      open.decrementAndGet();
      if (statusLine.length() < STATUS_END) {
        broken.incrementAndGet();
      }
      try {
        channel.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}
