package dev.files.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.files.database.Database;
import dev.files.health.Probes.Probe;
import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSRuntimeException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedHealthTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final AtomicLong nanoTime = new AtomicLong();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private BoundedHealth health(Probe... probes) {
    return new BoundedHealth(List.of(probes), executor, nanoTime::get);
  }

  @Test
  void isReadyWhenAllThatIsNeededIsUp() {
    HealthReport report =
        health(
                new Probe("a", true, () -> "fine"),
                new Probe(
                    "b",
                    false,
                    () -> {
                      throw new IllegalStateException("3 messages were given up");
                    }))
            .report();
    assertThat(report.ready()).isTrue();
    assertThat(report.status()).isEqualTo("DEGRADED");
    assertThat(report.checks())
        .containsExactly(
            new HealthReport.Check("a", true, true, "fine"),
            new HealthReport.Check("b", false, false, "3 messages were given up"));
  }

  @Test
  void isReadyAndDegradedWithoutItsBroker() {
    ConnectionFactory noBroker =
        (ConnectionFactory)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                  throw new JMSRuntimeException("the broker is away");
                });
    List<Probe> broken =
        Probes.of(
                new Database(null),
                List::of,
                null,
                FrontSettings.from(new Settings(Map.of())),
                noBroker,
                null)
            .stream()
            .filter(probe -> probe.name().equals("broker") || probe.name().equals("dead letters"))
            .toList();
    HealthReport report = health(broken.toArray(Probe[]::new)).report();
    assertThat(report.ready()).isTrue();
    assertThat(report.status()).isEqualTo("DEGRADED");
    assertThat(report.checks())
        .extracting(HealthReport.Check::detail)
        .containsOnly("the broker is away");
  }

  @Test
  void isNotReadyWhenSomethingNeededFails() {
    assertThat(
            health(
                    new Probe(
                        "a",
                        true,
                        () -> {
                          throw new IllegalStateException("gone");
                        }))
                .report()
                .ready())
        .isFalse();
  }

  @Test
  void sharesAnAnswerForAMoment() {
    AtomicInteger asked = new AtomicInteger();
    BoundedHealth health = health(new Probe("a", true, () -> "" + asked.incrementAndGet()));
    health.report();
    health.report();
    assertThat(asked).hasValue(1);
    nanoTime.addAndGet(BoundedHealth.FRESH.toNanos());
    health.report();
    assertThat(asked).hasValue(2);
  }

  @Test
  void doesNotStartAProbeAgainThatHangs() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    BoundedHealth health =
        health(
            new Probe(
                "a",
                true,
                () -> {
                  asked.incrementAndGet();
                  started.countDown();
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return "late";
                }));
    assertThat(health.report().ready()).isFalse();
    started.await();
    nanoTime.addAndGet(BoundedHealth.FRESH.toNanos());
    assertThat(health.report().ready()).isFalse();
    assertThat(asked).hasValue(1);
    nanoTime.addAndGet(BoundedHealth.PATIENCE.toNanos());
    assertTimeout(Duration.ofSeconds(2), () -> health.report());
    goOn.countDown();
  }
}
