package dev.files.protocol.client;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Breaks off requests whose server takes nothing of their body. A blocking write to a socket has no
 * time-out of its own: to a server that was stopped, or behind a cable that was pulled, it would
 * hold its thread for as long as the kernel goes on trying.
 */
final class StalledWrites implements Closeable {
  private static final Duration BEAT = Duration.ofSeconds(1);

  private record Write(long startedAt, Runnable abort) {}

  private final Duration limit;
  private final Set<Write> underWay = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(StalledWrites::daemon);

  /**
   * @param limit of one write of a piece of a body
   */
  StalledWrites(Duration limit) {
    this.limit = limit;
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            this::breakOff, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "http-stalled-writes");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The body, watched.
   *
   * @param abort closes the connection, at which the write fails
   */
  HttpEntity watch(HttpEntity body, Runnable abort) {
    return new HttpEntityWrapper(body) {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        super.writeTo(new Watched(out, abort));
      }
    };
  }

  private void breakOff() {
    long now = System.nanoTime();
    for (Write write : underWay) {
      if (now - write.startedAt() > limit.toNanos()) {
        write.abort().run();
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private final class Watched extends FilterOutputStream {
    private final Runnable abort;

    Watched(OutputStream out, Runnable abort) {
      super(out);
      this.abort = abort;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Write write = new Write(System.nanoTime(), abort);
      underWay.add(write);
      try {
        out.write(bytes, offset, length);
      } finally {
        underWay.remove(write);
      }
    }
  }
}
