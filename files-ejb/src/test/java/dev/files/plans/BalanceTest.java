package dev.files.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeState;
import dev.files.protocol.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static final long GIB = 1L << 30;

  private static NodeId id(int i) {
    return new NodeId(String.format("%032x", i + 1));
  }

  /** Nodes of capacity, used, capacity, used … in GiB. */
  private static List<NodeFill> nodes(long... gib) {
    List<NodeFill> nodes = new ArrayList<>();
    for (int i = 0; i < gib.length; i += 2) {
      nodes.add(new NodeFill(id(i / 2), NodeState.ACTIVE, gib[i] * GIB, gib[i + 1] * GIB));
    }
    return nodes;
  }

  private static long give(Balance balance, int node) {
    return Math.round(balance.bytes().get(id(node)) / (double) GIB);
  }

  @Test
  void aNewNodeTakesItsPartFromTheOthers() {
    Balance balance = Balance.of(nodes(100, 40, 100, 40, 100, 40, 100, 0), 2);
    assertThat(give(balance, 0)).isEqualTo(10);
    assertThat(give(balance, 3)).isEqualTo(-30);
    assertThat(balance.spread()).isCloseTo(0.4, within(1e-9));
    assertThat(balance.toMove()).isCloseTo(30 * GIB, within(10L));
  }

  @Test
  void partsGoByCapacity() {
    Balance balance = Balance.of(nodes(300, 30, 100, 30, 100, 30, 100, 30), 2);
    assertThat(give(balance, 0)).isEqualTo(-30);
    assertThat(give(balance, 1)).isEqualTo(10);
  }

  @Test
  void aNodeHasOneCopyOfAChunkAtMost() {
    // Half of all copies is all that the large one can have, though its share would be larger.
    Balance balance = Balance.of(nodes(1000, 20, 10, 10, 10, 10), 2);
    assertThat(give(balance, 0)).isZero();
    assertThat(balance.toMove()).isZero();
    assertThat(balance.spread()).isLessThan(1e-9);
  }

  @Test
  void asManyNodesAsReplicasHaveEverythingAndFewerToo() {
    assertThat(Balance.of(nodes(100, 40, 50, 40), 2).toMove()).isZero();
    assertThat(Balance.of(nodes(100, 40, 50, 30), 2).spread()).isZero();
    assertThat(Balance.of(nodes(100, 40), 2).bytes()).isEmpty();
    assertThat(Balance.of(List.of(), 2).bytes()).isEmpty();
  }

  @Test
  void whatIsLessThanTwoChunksIsLetBe() {
    List<NodeFill> nodes =
        List.of(
            new NodeFill(id(0), NodeState.ACTIVE, GIB, 7 << 20),
            new NodeFill(id(1), NodeState.ACTIVE, GIB, 0),
            new NodeFill(id(2), NodeState.ACTIVE, GIB, 7 << 20));
    assertThat(Balance.of(nodes, 1).toMove()).isZero();
  }

  @Test
  void aNodeIsWorthTheWorkThatCouldTakeTwoChunksThoughNoOtherHasTwoToGive() {
    List<NodeFill> nodes =
        List.of(
            new NodeFill(id(0), NodeState.ACTIVE, GIB, 28 << 20),
            new NodeFill(id(1), NodeState.ACTIVE, GIB, 28 << 20),
            new NodeFill(id(2), NodeState.ACTIVE, GIB, 28 << 20),
            new NodeFill(id(3), NodeState.ACTIVE, GIB, 28 << 20),
            new NodeFill(id(4), NodeState.ACTIVE, GIB, 0));
    assertThat(Balance.of(nodes, 2).toMove()).isCloseTo(4 * 5872025L, within(10L));
  }

  @Test
  void allThatIsOverMovesWhenItIsWorthTheWork() {
    List<NodeFill> nodes =
        List.of(
            new NodeFill(id(0), NodeState.ACTIVE, GIB, 40 << 20),
            new NodeFill(id(1), NodeState.ACTIVE, GIB, 31 << 20),
            new NodeFill(id(2), NodeState.ACTIVE, GIB, 0));
    assertThat(Balance.of(nodes, 1).toMove()).isCloseTo((71L << 20) / 3, within(10L));
  }

  @Test
  void sharesComeToNothingWhateverTheNodesAre() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int count = 3 + random.nextInt(8);
      long[] gib = new long[2 * count];
      for (int i = 0; i < count; i++) {
        gib[2 * i] = random.nextInt(1000);
        gib[2 * i + 1] = random.nextInt(200);
      }
      int replicas = 1 + random.nextInt(count - 1);
      Balance balance = Balance.of(nodes(gib), replicas);
      double total = nodes(gib).stream().mapToDouble(NodeFill::usedBytes).sum();
      assertThat(balance.bytes().values().stream().mapToLong(Long::longValue).sum())
          .as("seed %d", seed)
          .isBetween(-1000L, 1000L);
      for (NodeFill node : nodes(gib)) {
        assertThat((double) (node.usedBytes() - balance.bytes().get(node.id())))
            .as("seed %d", seed)
            .isBetween(-10.0, total / replicas + 10);
      }
    }
  }
}
