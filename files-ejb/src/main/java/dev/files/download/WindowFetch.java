package dev.files.download;

import dev.files.download.Windows.Window;
import dev.files.protocol.FilesException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A window that is being fetched by a thread of its own, ahead of the one that sends. Its memory
 * was taken beforehand, so the node is never held up by a slow client.
 */
final class WindowFetch {
  private static final int SLAB = FetchMemory.SLAB_BYTES;

  private final Fetching fetching;
  private final Window window;
  private final ReplicaReader source;
  private final List<Optional<ByteBuffer>> slabs = new ArrayList<>();

  /** Bytes that came; what lies below is not written to again. */
  private long filled;

  /** Slabs that were handed out. */
  private int given;

  private boolean over;
  private Optional<Exception> failure = Optional.empty();

  WindowFetch(Fetching fetching, Window window, Replicas replicas, List<ByteBuffer> memory) {
    this.fetching = fetching;
    this.window = window;
    this.source = new ReplicaReader(fetching, window, replicas);
    memory.forEach(slab -> slabs.add(Optional.of(slab)));
  }

  /** False when no thread is free; the memory is given back then. */
  synchronized boolean start() {
    try {
      fetching.fetchers().execute(this::run);
      return true;
    } catch (RejectedExecutionException e) {
      close();
      return false;
    }
  }

  private void run() {
    try {
      // It may be long until a thread comes to it.
      Optional<ByteBuffer> piece = isWanted() ? source.next() : Optional.empty();
      while (piece.isPresent() && append(piece.get())) {
        piece = source.next();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    } finally {
      source.close();
    }
  }

  private synchronized boolean isWanted() {
    return !over;
  }

  /** False: the bytes are not wanted. */
  private synchronized boolean append(ByteBuffer bytes) {
    if (over) {
      return false;
    }
    long before = filled;
    while (bytes.hasRemaining()) {
      ByteBuffer slab = slabs.get((int) (filled / SLAB)).orElseThrow();
      int offset = (int) (filled % SLAB);
      int length = Math.min(bytes.remaining(), SLAB - offset);
      slab.put(offset, bytes, bytes.position(), length);
      bytes.position(bytes.position() + length);
      filled += length;
    }
    if (before / SLAB != filled / SLAB || filled == window.range().length()) {
      notifyAll();
    }
    return true;
  }

  private synchronized void fail(Exception e) {
    failure = Optional.of(e);
    notifyAll();
  }

  /**
   * The next slab of bytes, waited for; empty at the end. The one before is given back.
   *
   * @throws FilesException UNAVAILABLE or CORRUPT: no replica is left
   */
  Optional<ByteBuffer> next() throws IOException {
    if (given > 0) {
      giveBack(given - 1);
    }
    if (given == slabs.size()) {
      return Optional.empty();
    }
    long start = (long) given * SLAB;
    int length = (int) Math.min(SLAB, window.range().length() - start);
    ByteBuffer slab = await(given, start + length);
    given++;
    return Optional.of(slab.duplicate().position(0).limit(length));
  }

  private synchronized ByteBuffer await(int index, long until) throws IOException {
    while (filled < until && failure.isEmpty()) {
      try {
        // Ends by the reader's beat, the replicas' deadline or the node's time-out.
        TimeUnit.SECONDS.timedWait(this, 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while fetching");
      }
    }
    if (filled < until) {
      Exception cause = failure.orElseThrow();
      if (cause instanceof FilesException files) {
        throw files;
      }
      throw new IllegalStateException("a window could not be fetched", cause);
    }
    return slabs.get(index).orElseThrow();
  }

  private synchronized void giveBack(int index) {
    slabs.get(index).ifPresent(fetching.memory()::release);
    slabs.set(index, Optional.empty());
  }

  /** Ends it, whatever its thread does. */
  synchronized void close() {
    over = true;
    for (int i = 0; i < slabs.size(); i++) {
      giveBack(i);
    }
  }
}
