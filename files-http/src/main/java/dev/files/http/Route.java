package dev.files.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kind of request: the lane that serves it, and what is counted of it. Its name is one of a few,
 * never a path that a client made up. All meters are made beforehand: none is looked up to count.
 */
public final class Route {
  /** A small answer, one that waited for the disk, one that waited for others, and transfers. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2500),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  /** Classes of status codes, 1xx to 5xx. */
  private static final int CLASSES = 5;

  private final Lane lane;
  private final Timer duration;
  private final Counter[] byStatus = new Counter[CLASSES];
  private final Counter received;
  private final Counter sent;
  private final AtomicInteger open = new AtomicInteger();

  Route(String name, Lane lane, MeterRegistry meters) {
    this.lane = lane;
    Tags tags = Tags.of("route", name, "lane", lane.work());
    this.duration =
        Timer.builder("files.http.request")
            .description("From the head of a request to the last byte of its answer")
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(meters);
    for (int i = 0; i < CLASSES; i++) {
      byStatus[i] =
          Counter.builder("files.http.answers")
              .description("Requests that are over, by class of their status")
              .tags(tags.and("status", i + 1 + "xx"))
              .register(meters);
    }
    this.received =
        Counter.builder("files.http.received")
            .description("Bytes of request bodies")
            .baseUnit("bytes")
            .tags(tags)
            .register(meters);
    this.sent =
        Counter.builder("files.http.sent")
            .description("Bytes of answer bodies")
            .baseUnit("bytes")
            .tags(tags)
            .register(meters);
    Gauge.builder("files.http.open", open, AtomicInteger::get)
        .description("Requests that are not over, those of slow clients too")
        .tags(tags)
        .strongReference(true)
        .register(meters);
  }

  Lane lane() {
    return lane;
  }

  /** Counts a request in now, and out when it is over, however it ends. */
  void count(HttpServerExchange request) {
    long since = System.nanoTime();
    open.incrementAndGet();
    request.addExchangeCompleteListener(
        (done, next) -> {
          try {
            over(done, System.nanoTime() - since);
          } finally {
            next.proceed();
          }
        });
  }

  private void over(HttpServerExchange request, long nanos) {
    open.decrementAndGet();
    duration.record(nanos, TimeUnit.NANOSECONDS);
    byStatus[Math.max(1, Math.min(CLASSES, request.getStatusCode() / 100)) - 1].increment();
    received.increment((double) Exchange.received(request));
    sent.increment((double) request.getResponseBytesSent());
  }
}
