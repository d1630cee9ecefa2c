package dev.files.placement;

import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses the node for a copy. What decides, in this order: it has the chunk already; another zone
 * than the copies beside it, else another host; not suspect, for where a copy lies lasts and a
 * suspicion does not; fewest copies of the same content, where asked for. Among the nodes that are
 * equal so far two are drawn at random, large ones more often, and the one with fewer requests in
 * flight is taken, then the one with less of its capacity used: many fronts that know the same of
 * the nodes then do not all pick the same one, and the nodes still fill evenly.
 */
public final class Placement {
  private static final Comparator<Candidate> BUSY_THEN_FULL =
      Comparator.comparingInt(Candidate::inFlight).thenComparingDouble(Candidate::usedShare);

  private final RandomGenerator random;

  public Placement(RandomGenerator random) {
    this.random = random;
  }

  /** The node for the next copy; empty when no candidate will do. */
  public Optional<NodeView> next(Wish wish, List<Candidate> candidates) {
    Comparator<Candidate> rank =
        Comparator.<Candidate, Boolean>comparing(
                candidate -> candidate.suspect() || !isHolder(candidate, wish))
            .thenComparingInt(candidate -> closeness(candidate.node(), wish.beside()))
            .thenComparing(Candidate::suspect)
            .thenComparingInt(candidate -> wish.spread().getOrDefault(candidate.node().id(), 0));
    List<Candidate> best = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (!suits(candidate, wish)) {
        continue;
      }
      int order = best.isEmpty() ? 0 : rank.compare(candidate, best.get(0));
      if (order < 0) {
        best.clear();
      }
      if (order <= 0) {
        best.add(candidate);
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(betterOfTwo(best).node());
  }

  /**
   * The nodes of copies that are all sound, in the order in which they may lose theirs: those that
   * are not active, those that take no chunks, those that share a host or zone with another, then
   * the fullest.
   */
  public static List<NodeId> leastMissedFirst(List<NodeId> holders, List<Candidate> candidates) {
    Map<NodeId, Candidate> active = new HashMap<>();
    candidates.stream()
        .filter(candidate -> holders.contains(candidate.node().id()))
        .forEach(candidate -> active.put(candidate.node().id(), candidate));
    List<NodeView> views = active.values().stream().map(Candidate::node).toList();
    Comparator<Candidate> missed =
        Comparator.<Candidate, Boolean>comparing(candidate -> candidate.node().takesChunks())
            .thenComparing(
                Comparator.<Candidate>comparingInt(candidate -> closeness(candidate.node(), views))
                    .thenComparingDouble(Candidate::usedShare)
                    .reversed());
    List<NodeId> order =
        new ArrayList<>(holders.stream().filter(id -> !active.containsKey(id)).toList());
    active.values().stream().sorted(missed).forEach(candidate -> order.add(candidate.node().id()));
    return order;
  }

  private static boolean isHolder(Candidate candidate, Wish wish) {
    return wish.holders().contains(candidate.node().id());
  }

  private static boolean suits(Candidate candidate, Wish wish) {
    NodeView node = candidate.node();
    return node.takesChunks()
        && (isHolder(candidate, wish) || candidate.hasRoom(wish.chunkBytes()))
        && !wish.excluded().contains(node.id())
        && wish.beside().stream().noneMatch(other -> other.id().equals(node.id()));
  }

  /** 0: shares nothing with the copies beside it, 1: a zone, 2: a host. */
  private static int closeness(NodeView node, List<NodeView> beside) {
    int closest = 0;
    for (NodeView other : beside) {
      if (other.id().equals(node.id())) {
        continue;
      }
      if (other.host().equals(node.host())) {
        return 2;
      }
      if (other.zone().equals(node.zone())) {
        closest = 1;
      }
    }
    return closest;
  }

  private Candidate betterOfTwo(List<Candidate> candidates) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    List<Candidate> others = new ArrayList<>(candidates);
    Candidate a = others.remove(draw(others));
    Candidate b = others.get(draw(others));
    return BUSY_THEN_FULL.compare(a, b) <= 0 ? a : b;
  }

  /** Each as often as it is large, or a large node would never be as full as a small one. */
  private int draw(List<Candidate> candidates) {
    double all = candidates.stream().mapToDouble(Placement::weight).sum();
    double left = random.nextDouble() * all;
    for (int i = 0; i < candidates.size() - 1; i++) {
      left -= weight(candidates.get(i));
      if (left < 0) {
        return i;
      }
    }
    return candidates.size() - 1;
  }

  private static double weight(Candidate candidate) {
    return Math.max(1, candidate.node().capacityBytes());
  }

  /** Whether a copy on one node is as far from the others as it is on another. */
  public static boolean isAsFar(NodeView there, NodeView here, List<NodeView> others) {
    return closeness(there, others) <= closeness(here, others);
  }
}
