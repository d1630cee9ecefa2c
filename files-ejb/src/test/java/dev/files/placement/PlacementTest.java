package dev.files.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.nodes.NodeStart;
import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final long CHUNK = 4L << 20;
  private static final Set<NodeId> NOBODY = Set.of();

  private final Placement placement = new Placement(new Random(1));

  @Test
  void takesNoneThatDrainsOrHasNoRoomOrWasTried() {
    List<Candidate> candidates =
        List.of(
            candidate(node(1, "a", "", 1 << 30, 0, true), 0),
            candidate(node(2, "b", "", 1 << 30, (1 << 30) - CHUNK + 1, false), 0),
            candidate(node(3, "c", "", 1 << 30, 0, false), 0));
    assertThat(placement.next(wish(Set.of(id(3))), candidates)).isEmpty();
    assertThat(placement.next(wish(NOBODY), candidates)).map(NodeView::id).contains(id(3));
  }

  @Test
  void takesAnotherZoneBeforeAnotherHostBeforeAnotherDisk() {
    NodeView first = node(1, "a", "east");
    Candidate sameHost = candidate(node(2, "a", "east"), 0);
    Candidate sameZone = candidate(node(3, "b", "east"), 0);
    Candidate otherZone = candidate(node(4, "c", "west"), 99);
    Wish wish = new Wish(CHUNK, NOBODY, List.of(first), Map.of());
    assertThat(placement.next(wish, List.of(sameHost, sameZone, otherZone)))
        .contains(otherZone.node());
    assertThat(placement.next(wish, List.of(sameHost, sameZone))).contains(sameZone.node());
    assertThat(placement.next(wish, List.of(sameHost))).contains(sameHost.node());
  }

  @Test
  void triesASuspectLast() {
    Candidate suspect = new Candidate(node(1, "a", ""), 0, true);
    Candidate busy = candidate(node(2, "b", ""), 1000);
    assertThat(placement.next(wish(NOBODY), List.of(suspect, busy))).contains(busy.node());
    assertThat(placement.next(wish(NOBODY), List.of(suspect))).contains(suspect.node());
  }

  @Test
  void doesNotPutTwoCopiesIntoAZoneBecauseTheOtherIsSuspect() {
    NodeView beside = node(1, "a", "east");
    Candidate near = candidate(node(2, "b", "east"), 0);
    Candidate suspect = new Candidate(node(3, "c", "west"), 0, true);
    assertThat(
            placement.next(
                new Wish(CHUNK, NOBODY, List.of(beside), Map.of()), List.of(near, suspect)))
        .contains(suspect.node());
  }

  @Test
  void takesTheLessBusyThenTheLessFullOfTwo() {
    Candidate busy = candidate(node(1, "a", ""), 5);
    Candidate idle = candidate(node(2, "b", "", 1 << 30, 1 << 29, false), 1);
    Candidate idleAndEmpty = candidate(node(3, "c", "", 1 << 30, 1 << 20, false), 1);
    assertThat(placement.next(wish(NOBODY), List.of(busy, idle))).contains(idle.node());
    assertThat(placement.next(wish(NOBODY), List.of(idle, idleAndEmpty)))
        .contains(idleAndEmpty.node());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverPutsTwoCopiesOnOneNodeOrOneHostWhereThereAreOthers(long seed) {
    Random random = new Random(seed);
    Placement seeded = new Placement(new Random(seed));
    for (int round = 0; round < 500; round++) {
      int hosts = 2 + random.nextInt(5);
      List<Candidate> candidates = new ArrayList<>();
      for (int i = 0; i < hosts * 2; i++) {
        candidates.add(candidate(node(i, "host-" + i % hosts, ""), random.nextInt(10)));
      }
      int replicas = 1 + random.nextInt(hosts);
      List<NodeView> chosen = choose(seeded, candidates, replicas);
      assertThat(chosen).as("seed %d", seed).hasSize(replicas).doesNotHaveDuplicates();
      assertThat(chosen.stream().map(NodeView::host)).as("seed %d", seed).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fillsNodesOfAnySizeToTheSameShare(long seed) {
    Random random = new Random(seed);
    Placement seeded = new Placement(new Random(seed));
    int count = 5 + random.nextInt(6);
    long[] capacity =
        IntStream.range(0, count).mapToLong(i -> 500 + random.nextInt(3500)).toArray();
    long[] used = new long[count];
    long total = IntStream.range(0, count).mapToLong(i -> capacity[i]).sum();
    for (int chunk = 0; chunk < total / 4; chunk++) {
      List<Candidate> candidates =
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      candidate(
                          node(i, "h" + i, "", capacity[i] * CHUNK, used[i] * CHUNK, false),
                          random.nextInt(3)))
              .toList();
      choose(seeded, candidates, 2).forEach(node -> used[Integer.parseInt(node.id().hex(), 16)]++);
    }
    for (int i = 0; i < count; i++) {
      assertThat((double) used[i] / capacity[i]).as("seed %d", seed).isBetween(0.475, 0.525);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void spreadsTheCopiesOfAContentAsEvenlyAsCanBe(long seed) {
    Random random = new Random(seed);
    Placement seeded = new Placement(new Random(seed));
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(9);
      int parts = 1 + random.nextInt(6);
      int replicas = Math.min(count, 1 + random.nextInt(3));
      List<Candidate> candidates =
          IntStream.range(0, count)
              .mapToObj(i -> candidate(node(i, "h" + i, ""), random.nextInt(10)))
              .toList();
      Map<NodeId, Integer> copies = new HashMap<>();
      for (int part = 0; part < parts; part++) {
        List<NodeView> chosen = new ArrayList<>();
        for (int r = 0; r < replicas; r++) {
          NodeView node =
              seeded.next(new Wish(CHUNK, NOBODY, chosen, copies), candidates).orElseThrow();
          chosen.add(node);
          copies.merge(node.id(), 1, Integer::sum);
        }
      }
      int most = copies.values().stream().mapToInt(i -> i).max().orElseThrow();
      assertThat(most)
          .as("seed %d, %d parts x %d on %d nodes", seed, parts, replicas, count)
          .isEqualTo((parts * replicas + count - 1) / count);
      assertThat(copies.size()).isGreaterThanOrEqualTo(Math.min(parts, count));
    }
  }

  @Test
  void goesByTheRoomThatCanReallyBeWrittenAndPassesOverTheUnwell() {
    Candidate full = candidate(telling(1, CHUNK - 1, false), 0);
    Candidate unwell = candidate(telling(2, 1L << 40, true), 0);
    Candidate good = candidate(telling(3, CHUNK, false), 99);
    assertThat(placement.next(wish(NOBODY), List.of(full, unwell))).isEmpty();
    assertThat(placement.next(wish(NOBODY), List.of(full, unwell, good))).contains(good.node());
  }

  @Test
  void prefersANodeThatHasTheChunkThoughItIsFullOrBusyOrNear() {
    NodeView first = node(1, "a", "");
    Candidate holder = candidate(telling(2, 0, false), 99);
    Candidate other = candidate(node(3, "c", "west"), 0);
    Wish wish = new Wish(CHUNK, NOBODY, List.of(first), Map.of(), Set.of(id(2)));
    assertThat(placement.next(wish, List.of(other, holder))).contains(holder.node());
    Candidate suspect = new Candidate(holder.node(), 0, true);
    assertThat(placement.next(wish, List.of(other, suspect))).contains(other.node());
  }

  @Test
  void missesACopyLeastThatIsAwayThenOneThatDrainsThenOneThatIsNearAnotherThenTheFullest() {
    List<Candidate> candidates =
        List.of(
            candidate(node(1, "a", "east", 1 << 30, 10, false), 0),
            candidate(node(2, "b", "west", 1 << 30, 500, false), 0),
            candidate(node(3, "c", "north", 1 << 30, 100, false), 0),
            candidate(node(4, "d", "east", 1 << 30, 20, false), 0),
            candidate(node(5, "e", "south", 1 << 30, 0, true), 0));
    List<NodeId> holders = IntStream.of(1, 2, 3, 4, 5, 6).mapToObj(PlacementTest::id).toList();
    assertThat(Placement.leastMissedFirst(holders, candidates))
        .containsExactly(id(6), id(5), id(4), id(1), id(2), id(3));
  }

  private static NodeView telling(int number, long writableBytes, boolean unwell) {
    NodeView node = node(number, "host-" + number, "");
    return new NodeView(
        node.id(),
        node.url(),
        node.publicUrl(),
        node.host(),
        node.zone(),
        node.capacityBytes(),
        node.usedBytes(),
        node.inFlight(),
        false,
        node.lastPing(),
        writableBytes,
        unwell,
        NodeStart.UNTOLD);
  }

  @Test
  void drawsSoThatManyFrontsDoNotAllTakeTheSame() {
    List<Candidate> candidates =
        IntStream.range(0, 6).mapToObj(i -> candidate(node(i, "h" + i, ""), i)).toList();
    Set<NodeId> taken = new HashSet<>();
    for (int front = 0; front < 50; front++) {
      Placement own = new Placement(new Random(front));
      own.next(wish(NOBODY), candidates).map(NodeView::id).ifPresent(taken::add);
    }
    assertThat(taken).hasSizeGreaterThan(2).doesNotContain(id(5));
  }

  private static List<NodeView> choose(Placement placement, List<Candidate> candidates, int count) {
    List<NodeView> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<NodeView> next =
          placement.next(new Wish(CHUNK, NOBODY, chosen, Map.of()), candidates);
      next.ifPresent(chosen::add);
    }
    return chosen;
  }

  private static Wish wish(Set<NodeId> excluded) {
    return new Wish(CHUNK, excluded, List.of(), Map.of());
  }

  private static Candidate candidate(NodeView node, int open) {
    return new Candidate(node, open, false);
  }

  private static NodeId id(int number) {
    return new NodeId(String.format("%032x", number));
  }

  private static NodeView node(int number, String host, String zone) {
    return node(number, host, zone, 1L << 40, 0, false);
  }

  private static NodeView node(
      int number, String host, String zone, long capacity, long used, boolean draining) {
    URI url = URI.create("http://node-" + number);
    return new NodeView(
        id(number), url, url, host, zone, capacity, used, 0, draining, Instant.EPOCH);
  }
}
