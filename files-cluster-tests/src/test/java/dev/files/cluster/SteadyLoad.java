package dev.files.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients that read and write small and large files all the time, each with a pause between. */
final class SteadyLoad implements AutoCloseable {
  private static final int SMALL_BYTES = 16 * 1024;
  private static final int LARGE_BYTES = 8 << 20;
  private static final int SMALL_FILES = 60;
  private static final int LARGE_FILES = 12;

  /** What is done, and how long it is paused after each time. */
  enum Kind {
    SMALL_READ(4),
    LARGE_READ(40),
    SMALL_WRITE(15),
    LARGE_WRITE(150);

    private final long pauseMillis;

    Kind(long pauseMillis) {
      this.pauseMillis = pauseMillis;
    }
  }

  /**
   * One request, by the clock of {@link System#nanoTime}; the failure is empty when it went well.
   */
  private record Done(Kind kind, long startedAt, long nanos, String failure) {}

  /** A stretch of time, by the same clock. */
  record Stretch(long from, long until) {}

  private final FilesClient files;
  private final byte[] small = new TestBytes(1, SMALL_BYTES).array();
  private final byte[] large = new TestBytes(2, LARGE_BYTES).array();
  private final List<String> smallFiles = new ArrayList<>();
  private final List<String> largeFiles = new ArrayList<>();
  private final Queue<Done> done = new ConcurrentLinkedQueue<>();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean over;

  /** Begins when there are files to read. */
  SteadyLoad(FilesClient files) {
    this.files = files;
    for (int i = 0; i < SMALL_FILES; i++) {
      smallFiles.add(files.upload("small", fresh(small)).get("id").asText());
    }
    for (int i = 0; i < LARGE_FILES; i++) {
      largeFiles.add(files.upload("large", fresh(large)).get("id").asText());
    }
    for (Kind kind : new Kind[] {Kind.SMALL_READ, Kind.SMALL_READ, Kind.SMALL_WRITE}) {
      running.add(clients.submit(() -> keepOn(kind)));
    }
    running.add(clients.submit(() -> keepOn(Kind.LARGE_READ)));
    running.add(clients.submit(() -> keepOn(Kind.LARGE_WRITE)));
  }

  private void keepOn(Kind kind) {
    while (!over) {
      long before = System.nanoTime();
      String failure;
      try {
        failure = once(kind);
      } catch (AssertionError e) {
        failure = e + " " + e.getCause();
      }
      done.add(new Done(kind, before, System.nanoTime() - before, failure));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kind.pauseMillis));
    }
  }

  private String once(Kind kind) {
    return switch (kind) {
      case SMALL_READ -> read(smallFiles, SMALL_BYTES);
      case LARGE_READ -> read(largeFiles, LARGE_BYTES);
      case SMALL_WRITE -> write(small);
      case LARGE_WRITE -> write(large);
    };
  }

  private String read(List<String> ids, int size) {
    String id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
    var answer = files.get("/download/" + id);
    return answer.statusCode() == 200 && answer.body().length == size
        ? ""
        : "GET " + answer.statusCode() + " with " + answer.body().length + " bytes";
  }

  private String write(byte[] bytes) {
    var answer = files.put("written", fresh(bytes));
    return answer.statusCode() == 201 ? "" : "PUT " + answer.statusCode();
  }

  /** Other bytes in every chunk. */
  private static byte[] fresh(byte[] bytes) {
    byte[] other = bytes.clone();
    long stamp = ThreadLocalRandom.current().nextLong();
    for (int at = 0; at < other.length; at += 1 << 20) {
      for (int i = 0; i < Long.BYTES; i++) {
        other[at + i] = (byte) (stamp >>> (8 * i));
      }
    }
    return other;
  }

  /** Lets it go on for so long, after so much that does not count. */
  Stretch watch(Duration before, Duration length) {
    long from = System.nanoTime() + before.toNanos();
    long until = from + length.toNanos();
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return new Stretch(from, until);
  }

  /** Ends when all that was begun has ended. */
  @Override
  public void close() {
    over = true;
    clients.shutdown();
    try {
      if (!clients.awaitTermination(3, TimeUnit.MINUTES)) {
        throw new AssertionError("a client waits for ever");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  List<String> failures() {
    return done.stream().map(Done::failure).filter(failure -> !failure.isEmpty()).toList();
  }

  /** The 99th percentile of what was begun in that stretch. */
  Map<Kind, Duration> p99(Stretch stretch) {
    Map<Kind, Duration> found = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      long[] nanos = times(kind, stretch);
      found.put(kind, Duration.ofNanos(nanos[(nanos.length * 99 + 99) / 100 - 1]));
    }
    return found;
  }

  private long[] times(Kind kind, Stretch stretch) {
    return done.stream()
        .filter(each -> each.kind() == kind)
        .filter(each -> each.startedAt() - stretch.from() >= 0)
        .filter(each -> each.startedAt() - stretch.until() < 0)
        .mapToLong(Done::nanos)
        .sorted()
        .toArray();
  }

  /**
   * For people: of each kind how many, and milliseconds at the median, the 99th percentile, most.
   */
  String table(Stretch stretch) {
    StringBuilder table = new StringBuilder();
    for (Kind kind : Kind.values()) {
      long[] millis = Arrays.stream(times(kind, stretch)).map(n -> n / 1_000_000).toArray();
      int n = millis.length;
      table.append(
          String.format(
              "  %s: %d, p50 %d, p99 %d, most %d ms%n",
              kind, n, millis[n / 2], millis[(n * 99 + 99) / 100 - 1], millis[n - 1]));
    }
    return table.toString();
  }
}
