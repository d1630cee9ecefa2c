package dev.files.upload;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Places for uploads whose chunks stream: each holds threads and connections to nodes for as long
 * as its client sends. When all are taken, a client that has been waited for too long loses its
 * place to the newcomer.
 */
final class StreamPlaces {
  /**
   * A client that was waited for so long while it sent no more than {@link #LEAST_BYTES} is slow.
   */
  static final Duration STALLED = Duration.ofSeconds(8);

  /** With {@link #STALLED}: 32 KiB a second. */
  static final long LEAST_BYTES = 256 * 1024;

  /** How long a newcomer waits. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final long LOOK_UP_MILLIS = 100;

  private final int most;
  private final LongSupplier nanos;
  private final Set<Place> taken = new LinkedHashSet<>();

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  StreamPlaces(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /**
   * A place, waiting a little for it when need be.
   *
   * @throws FilesException UNAVAILABLE: all are taken by clients that send
   */
  synchronized Place enter() throws InterruptedIOException {
    long until = nanos.getAsLong() + PATIENCE.toNanos();
    while (taken.size() >= most) {
      Optional<Place> slowest = slowest();
      if (slowest.isPresent()) {
        slowest.get().lose();
      } else if (nanos.getAsLong() - until > 0) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "There are too many uploads of large chunks", RETRY_AFTER);
      } else {
        await();
      }
    }
    Place place = new Place();
    taken.add(place);
    return place;
  }

  private void await() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.timedWait(this, LOOK_UP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a place");
    }
  }

  private Optional<Place> slowest() {
    return taken.stream()
        .filter(place -> place.isPaused() && place.waited() > STALLED.toNanos())
        .max(Comparator.comparingLong(Place::waited));
  }

  /** One upload's place. All is guarded by the lock of the places. */
  final class Place implements AutoCloseable {
    private Optional<ChunkStream> stream = Optional.empty();
    private Optional<Long> pausedSince = Optional.empty();

    /** How long the client was waited for while it sent the last bytes. */
    private long waitedNanos;

    private long bytes;
    private boolean lost;

    /** The stream that ends when the place is lost. */
    void carries(ChunkStream carried) {
      synchronized (StreamPlaces.this) {
        stream = Optional.of(carried);
      }
    }

    void paused() {
      synchronized (StreamPlaces.this) {
        pausedSince = Optional.of(pausedSince.orElse(nanos.getAsLong()));
      }
    }

    void received(long count) {
      synchronized (StreamPlaces.this) {
        waitedNanos = waited();
        pausedSince = Optional.empty();
        bytes += count;
        if (bytes >= LEAST_BYTES) {
          bytes = 0;
          waitedNanos = 0;
        }
      }
    }

    /**
     * @throws FilesException TOO_SLOW: another upload has the place
     */
    void check() {
      synchronized (StreamPlaces.this) {
        if (lost) {
          throw tooSlow();
        }
      }
    }

    private boolean isPaused() {
      return pausedSince.isPresent();
    }

    private long waited() {
      return waitedNanos + pausedSince.map(since -> nanos.getAsLong() - since).orElse(0L);
    }

    private void lose() {
      lost = true;
      taken.remove(this);
      stream.ifPresent(carried -> carried.fail(tooSlow()));
    }

    private static FilesException tooSlow() {
      return new FilesException(
          ProblemType.TOO_SLOW, "The body came too slowly while others were waiting");
    }

    @Override
    public void close() {
      synchronized (StreamPlaces.this) {
        stream = Optional.empty();
        taken.remove(this);
        StreamPlaces.this.notifyAll();
      }
    }
  }
}
