package dev.files.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.nodes.NodeState;
import dev.files.protocol.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final NodeId A = new NodeId("a".repeat(32));
  private static final NodeId B = new NodeId("b".repeat(32));
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Sight CALM =
      new Sight(
          START,
          Map.of(A, NodeState.ACTIVE),
          Map.of("repair", new Sight.Worker(false, Optional.empty())),
          "UP",
          "",
          Map.of("sound1", 0L),
          Map.of());

  private final AtomicLong nanos = new AtomicLong();
  private Sight sight = CALM;
  private int looks;
  private final EventFeed feed =
      new EventFeed(
          "s",
          "front-1",
          last -> {
            looks++;
            return sight;
          },
          nanos::get);

  private void see(Sight next) {
    sight = next;
    nanos.addAndGet(EventFeed.PAUSE.toNanos());
    feed.look();
  }

  private static Sight nodes(Map<NodeId, NodeState> nodes) {
    return new Sight(
        START.plusSeconds(2),
        nodes,
        CALM.workers(),
        CALM.front(),
        CALM.why(),
        CALM.repairs(),
        Map.of());
  }

  private List<String> told() {
    return feed.after(2).stream()
        .map(event -> event.change().what() + ' ' + event.change().subject())
        .toList();
  }

  @Test
  void theFirstSightTellsOfHealthAndFiguresAlone() {
    feed.look();
    assertThat(feed.after(0))
        .extracting(event -> event.change().kind())
        .containsExactly(Change.Kind.FRONT, Change.Kind.REPAIR);
  }

  @Test
  void looksNoMoreOftenThanEveryOtherSecond() {
    feed.look();
    nanos.addAndGet(EventFeed.PAUSE.toNanos() - 1);
    feed.look();
    assertThat(looks).isEqualTo(1);
    nanos.incrementAndGet();
    feed.look();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void aNodeJoinsLeavesAndIsBack() {
    feed.look();
    see(nodes(Map.of(A, NodeState.AWAY, B, NodeState.ACTIVE)));
    see(nodes(Map.of(A, NodeState.LOST, B, NodeState.DRAINING)));
    see(nodes(Map.of(A, NodeState.ACTIVE, B, NodeState.ACTIVE)));
    see(nodes(Map.of(A, NodeState.ACTIVE)));
    assertThat(told())
        .containsExactly(
            "away " + A.hex(),
            "joined " + B.hex(),
            "lost " + A.hex(),
            "draining " + B.hex(),
            "back " + A.hex(),
            "active " + B.hex(),
            "retired " + B.hex());
    Event away = feed.after(2).get(0);
    assertThat(away.since()).isEqualTo(START);
    assertThat(away.at()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void aWorkerIsPausedAndFails() {
    feed.look();
    see(worker(new Sight.Worker(true, Optional.empty())));
    see(worker(new Sight.Worker(false, Optional.of("no luck"))));
    see(worker(new Sight.Worker(false, Optional.of("no luck again"))));
    see(worker(new Sight.Worker(false, Optional.empty())));
    assertThat(told())
        .containsExactly("paused repair", "resumed repair", "failing repair", "well repair");
    assertThat(feed.after(2).get(2).change().detail()).isEqualTo("On front-1: no luck");
  }

  private static Sight worker(Sight.Worker worker) {
    return new Sight(
        START, CALM.nodes(), Map.of("repair", worker), CALM.front(), "", CALM.repairs(), Map.of());
  }

  @Test
  void aPlanIsMadePausedAndDone() {
    feed.look();
    see(plan("running"));
    see(plan("paused"));
    see(plan("running"));
    see(plan("done"));
    see(plan("done"));
    assertThat(told())
        .containsExactly(
            "created rebalance", "paused rebalance", "resumed rebalance", "done rebalance");
  }

  @Test
  void aPlanThatWasOverBeforeItWasSeenIsToldOf() {
    feed.look();
    see(plan("done"));
    assertThat(told()).containsExactly("created rebalance", "done rebalance");
  }

  private static Sight plan(String state) {
    return new Sight(
        START,
        CALM.nodes(),
        CALM.workers(),
        "UP",
        "",
        CALM.repairs(),
        Map.of(new UUID(1, 2), new Sight.Plan("rebalance", state, "")));
  }

  @Test
  void healthIsToldWithItsReason() {
    feed.look();
    see(
        new Sight(
            START,
            CALM.nodes(),
            CALM.workers(),
            "DEGRADED",
            "broker: away",
            CALM.repairs(),
            Map.of()));
    assertThat(told()).containsExactly("degraded front-1");
    assertThat(feed.after(2).get(0).change().detail()).isEqualTo("broker: away");
  }

  @Test
  void ofFiguresOnlyTheNewestAreKept() {
    feed.look();
    for (long chunks = 1; chunks <= 3; chunks++) {
      see(
          new Sight(
              START, CALM.nodes(), CALM.workers(), "UP", "", Map.of("sound1", chunks), Map.of()));
    }
    assertThat(told()).containsExactly("backlog ");
    assertThat(feed.after(2).get(0).change().figures()).containsEntry("sound1", 3L);
    assertThat(feed.after(5)).isEmpty();
  }

  @Test
  void theRecentOnesAreKeptAndNoMore() {
    feed.look();
    for (int i = 0; i <= Events.MOST; i++) {
      see(nodes(Map.of(A, i % 2 == 0 ? NodeState.AWAY : NodeState.ACTIVE)));
    }
    assertThat(feed.after(0)).hasSize(Events.MOST);
    assertThat(feed.after(0).get(0).number()).isEqualTo(4);
  }

  @Test
  void whatCannotBeSeenIsSeenLater() {
    EventFeed blind =
        new EventFeed(
            "s",
            "front-1",
            last -> {
              throw new IllegalStateException("dark");
            },
            nanos::get);
    blind.look();
    blind.look();
    assertThat(blind.after(0)).isEmpty();
  }
}
