package dev.files.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Compares and keeps. */
final class EventFeed implements Events {
  static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(EventFeed.class);

  private final String series;
  private final String front;
  private final Function<Optional<Sight>, Sight> sights;
  private final LongSupplier nanoTime;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Deque<Event> kept = new ArrayDeque<>();
  private Optional<Sight> last = Optional.empty();
  private long lastNanos;
  private long newest;

  /**
   * A feed that has seen nothing.
   *
   * @param sights takes a new sight; what cannot be seen is as it was in the last one
   */
  EventFeed(
      String series, String front, Function<Optional<Sight>, Sight> sights, LongSupplier nanoTime) {
    this.series = series;
    this.front = front;
    this.sights = sights;
    this.nanoTime = nanoTime;
  }

  @Override
  public String series() {
    return series;
  }

  @Override
  public synchronized List<Event> after(long number) {
    return kept.stream().filter(event -> event.number() > number).toList();
  }

  @Override
  public void look() {
    if (isTime() && looking.compareAndSet(false, true)) {
      try {
        // Not under the lock: it may take long, and those who watch need not wait.
        Sight now = sights.apply(last());
        compare(now);
      } catch (RuntimeException e) {
        LOG.debug("nothing can be seen now", e);
      } finally {
        looking.set(false);
      }
    }
  }

  private synchronized boolean isTime() {
    return last.isEmpty() || nanoTime.getAsLong() - lastNanos >= PAUSE.toNanos();
  }

  private synchronized Optional<Sight> last() {
    return last;
  }

  private synchronized void compare(Sight now) {
    Instant since = last.map(Sight::at).orElse(now.at());
    List<Change> changes =
        last.map(before -> Changes.between(front, before, now))
            .orElseGet(() -> Changes.first(front, now));
    changes.forEach(change -> keep(new Event(++newest, since, now.at(), change)));
    last = Optional.of(now);
    lastNanos = nanoTime.getAsLong();
  }

  private void keep(Event event) {
    if (event.change().kind() == Change.Kind.REPAIR) {
      kept.removeIf(older -> older.change().kind() == Change.Kind.REPAIR);
    }
    kept.add(event);
    if (kept.size() > MOST) {
      kept.remove();
    }
  }
}
