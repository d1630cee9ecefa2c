package dev.files.health;

import dev.files.health.HealthReport.Check;
import dev.files.health.Probes.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final Map<String, Asked> asked = new HashMap<>();
  private Optional<HealthReport> last = Optional.empty();
  private long lastNanos;

  /** Whoever comes when a probe has had its time already does not wait for it once more. */
  private record Asked(Future<String> answer, long atNanos) {}

  BoundedHealth(List<Probe> probes, ExecutorService executor, LongSupplier nanoTime) {
    this.probes = List.copyOf(probes);
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized HealthReport report() {
    if (last.isEmpty() || nanoTime.getAsLong() - lastNanos >= FRESH.toNanos()) {
      last = Optional.of(ask());
      lastNanos = nanoTime.getAsLong();
    }
    return last.get();
  }

  private HealthReport ask() {
    long now = nanoTime.getAsLong();
    for (Probe probe : probes) {
      try {
        asked.computeIfAbsent(
            probe.name(), any -> new Asked(executor.submit(probe.ask()::get), now));
      } catch (RejectedExecutionException e) {
        // Judged below: it has no answer.
      }
    }
    List<Check> checks = new ArrayList<>();
    for (Probe probe : probes) {
      checks.add(judge(probe));
    }
    return new HealthReport(checks);
  }

  private Check judge(Probe probe) {
    Asked question = asked.get(probe.name());
    if (question == null) {
      return down(probe, "no thread is free");
    }
    try {
      long left = question.atNanos() + PATIENCE.toNanos() - nanoTime.getAsLong();
      String detail = question.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
      asked.remove(probe.name());
      return new Check(probe.name(), true, probe.needed(), detail);
    } catch (ExecutionException e) {
      asked.remove(probe.name());
      return down(probe, String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      return down(probe, "no answer within " + PATIENCE.toSeconds() + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down(probe, "interrupted");
    }
  }

  private static Check down(Probe probe, String detail) {
    return new Check(probe.name(), false, probe.needed(), detail);
  }
}
