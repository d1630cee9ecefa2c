package dev.files.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Passes connections on to a server, all together at no more than a rate that can be set. */
final class SlowLink implements Closeable {
  private static final int PIECE_BYTES = 16 * 1024;

  private final ServerSocket door;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Lane there = new Lane();
  private final Lane back = new Lane();
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  /** One direction. */
  private final class Lane {
    private long freeAt = System.nanoTime();

    /** Waits for these bytes' turn. */
    void pass(int bytes) {
      long rate = bytesPerSecond;
      if (rate == Long.MAX_VALUE) {
        return;
      }
      long until;
      synchronized (this) {
        freeAt = Math.max(freeAt, System.nanoTime()) + TimeUnit.SECONDS.toNanos(1) * bytes / rate;
        until = freeAt;
      }
      for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /**
   * @param port of the server, on this machine
   */
  private SlowLink(int port) throws IOException {
    this.port = port;
    door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  }

  static SlowLink to(int port) throws IOException {
    SlowLink link = new SlowLink(port);
    run(link::accept);
    return link;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  void limit(long rate) {
    bytesPerSecond = rate;
  }

  private void accept() throws IOException {
    while (true) {
      Socket from = door.accept();
      open.add(from);
      run(() -> connect(from));
    }
  }

  private void connect(Socket from) throws IOException {
    try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
      open.add(to);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      run(() -> pass(to, from, back));
      pass(from, to, there);
    } finally {
      from.close();
      open.remove(from);
    }
  }

  private static void pass(Socket from, Socket to, Lane lane) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        lane.pass(n);
        out.write(piece, 0, n);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the two ends has closed.
              }
            },
            "slow-link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
