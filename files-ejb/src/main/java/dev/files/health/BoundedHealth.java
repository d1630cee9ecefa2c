package dev.files.health;

import dev.files.health.Probes.Probe;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.HealthAnswer.Check;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Runs the probes at once, each on a thread of its own and for a bounded time. Askers share a
 * result for a moment, and a probe that hangs is not started a second time, so that asking often
 * costs nothing.
 */
final class BoundedHealth implements FrontHealth {
  static final Duration FRESH = Duration.ofSeconds(2);
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final List<Probe> probes;
  private final ExecutorService executor;
  private final LongSupplier nanoTime;
  private final Clock clock;
  private final Map<String, Asked> asked = new HashMap<>();
  private final Map<String, Instant> illSince = new HashMap<>();
  private Optional<HealthAnswer> last = Optional.empty();
  private long lastNanos;

  /** Whoever comes when a probe has had its time already does not wait for it once more. */
  private record Asked(Future<Finding> answer, long atNanos) {}

  BoundedHealth(List<Probe> probes, ExecutorService executor, LongSupplier nanoTime, Clock clock) {
    this.probes = List.copyOf(probes);
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  @Override
  public synchronized HealthAnswer report() {
    if (last.isEmpty() || nanoTime.getAsLong() - lastNanos >= FRESH.toNanos()) {
      last = Optional.of(ask());
      lastNanos = nanoTime.getAsLong();
    }
    return last.get();
  }

  private HealthAnswer ask() {
    long now = nanoTime.getAsLong();
    for (Probe probe : probes) {
      try {
        asked.computeIfAbsent(probe.name(), any -> new Asked(executor.submit(probe.ask()), now));
      } catch (RejectedExecutionException e) {
        // Judged below: it has no answer.
      }
    }
    List<Check> checks = new ArrayList<>();
    for (Probe probe : probes) {
      checks.add(check(probe, judge(probe)));
    }
    return HealthAnswer.of(checks);
  }

  private Finding judge(Probe probe) {
    Asked question = asked.get(probe.name());
    if (question == null) {
      return Finding.ill("No thread is free to ask");
    }
    try {
      long left = question.atNanos() + PATIENCE.toNanos() - nanoTime.getAsLong();
      Finding finding = question.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
      asked.remove(probe.name());
      return finding;
    } catch (ExecutionException e) {
      asked.remove(probe.name());
      return Finding.failed(e.getCause());
    } catch (TimeoutException e) {
      return Finding.ill("It does not answer within " + PATIENCE.toSeconds() + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.ill("The question was interrupted");
    }
  }

  /**
   * What is not needed is up even so, or a reader of the shape would take the front for down; that
   * it does not work stands beside it.
   */
  private Check check(Probe probe, Finding finding) {
    if (finding.well()) {
      illSince.remove(probe.name());
      return Check.of(probe.name(), true, finding.data());
    }
    Map<String, Object> data = new LinkedHashMap<>(finding.data());
    data.put(
        "since",
        illSince
            .computeIfAbsent(probe.name(), any -> clock.instant().truncatedTo(ChronoUnit.SECONDS))
            .toString());
    if (!probe.needed()) {
      data.put("degraded", true);
    }
    return Check.of(probe.name(), !probe.needed(), data);
  }
}
