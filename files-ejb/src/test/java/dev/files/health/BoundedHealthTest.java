package dev.files.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.files.database.Database;
import dev.files.health.Probes.Probe;
import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.HealthAnswer.Check;
import dev.files.transfer.NodeCalls;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSRuntimeException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedHealthTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final AtomicLong nanoTime = new AtomicLong();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private BoundedHealth health(Probe... probes) {
    return new BoundedHealth(
        List.of(probes), executor, nanoTime::get, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  @Test
  void isReadyWhenAllThatIsNeededIsUp() {
    HealthAnswer report =
        health(
                new Probe("a", true, () -> Finding.well(Map.of("active", 3))),
                new Probe("b", false, () -> Finding.ill("3 messages were given up")))
            .report();
    assertThat(report.ready()).isTrue();
    assertThat(report.checks())
        .containsExactly(
            new Check("a", "UP", Map.of("active", 3)),
            new Check(
                "b",
                "UP",
                Map.of("why", "3 messages were given up", "since", NOON + "", "degraded", true)));
  }

  @Test
  void isReadyAndDegradedWithoutItsBrokerAndTellsNoAddress() {
    ConnectionFactory noBroker =
        (ConnectionFactory)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                  throw new JMSRuntimeException(
                      "10.1.2.3:5445 is away", "", new ConnectException("10.1.2.3 refused"));
                });
    List<Probe> broken =
        Probes.of(
                new Database(null),
                List::of,
                null,
                new NodeCalls(null, List::of, nanoTime::get),
                2,
                noBroker,
                null)
            .stream()
            .filter(probe -> probe.name().equals("broker") || probe.name().equals("dead letters"))
            .toList();
    HealthAnswer report = health(broken.toArray(Probe[]::new)).report();
    assertThat(report.ready()).isTrue();
    assertThat(report.checks())
        .extracting(Check::data)
        .containsOnly(
            Map.of(
                "why",
                "It does not answer",
                "cause",
                "ConnectException",
                "since",
                NOON + "",
                "degraded",
                true));
  }

  @Test
  void isNotReadyWhenSomethingNeededFails() {
    HealthAnswer report = health(new Probe("a", true, () -> Finding.ill("gone"))).report();
    assertThat(report.ready()).isFalse();
    assertThat(report.checks())
        .containsExactly(new Check("a", "DOWN", Map.of("why", "gone", "since", NOON + "")));
  }

  @Test
  void nodesThatRefuseAreNotThere() {
    NodeView one = node(1);
    NodeView other = node(2);
    assertThat(Probes.nodes(List.of(one, other), Set.of(), List.of(), 2))
        .isEqualTo(Finding.well(Map.of("active", 2, "needed", 2, "freeBytes", 20L)));
    Finding refused = Probes.nodes(List.of(one, other), Set.of(other.id()), List.of(id(3)), 2);
    assertThat(refused.well()).isFalse();
    assertThat(refused.data())
        .containsEntry("why", "Of the nodes 1 are there, 2 are needed to write")
        .containsEntry("refusing", other.id().hex())
        .containsEntry("silent", id(3).hex())
        .containsEntry("freeBytes", 10L);
  }

  @Test
  void aRefusalIsHeardAtOnceAndSilenceIsNone() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int closed;
      try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        closed = gone.getLocalPort();
      }
      NodeView there = node(1, listening.getLocalPort());
      NodeView dead = node(2, closed);
      assertThat(new Knocking().refusing(List.of(there, dead))).containsExactly(dead.id());
      // With this one its backlog is full: nobody answers who knocks now.
      try (Socket last = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
        assertThat(last.isConnected()).isTrue();
        assertThat(new Knocking().refusing(List.of(there))).isEmpty();
      }
    }
  }

  private static NodeId id(int number) {
    return new NodeId(String.format("%032x", number));
  }

  private static NodeView node(int number) {
    return node(number, 1);
  }

  private static NodeView node(int number, int port) {
    URI url = URI.create("http://127.0.0.1:" + port);
    return new NodeView(id(number), url, url, "h", "", 10, 0, 0, false, NOON);
  }

  @Test
  void sharesAnAnswerForAMoment() {
    AtomicInteger asked = new AtomicInteger();
    BoundedHealth health =
        health(new Probe("a", true, () -> Finding.well(Map.of("asked", asked.incrementAndGet()))));
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
                  return Finding.well(Map.of());
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
