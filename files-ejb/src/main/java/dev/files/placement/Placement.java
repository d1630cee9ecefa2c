package dev.files.placement;

import dev.files.nodes.NodeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses the node for a copy. What decides, in this order: another zone than the copies beside it,
 * else another host; not suspect, for where a copy lies lasts and a suspicion does not; fewest
 * copies of the same content, where asked for. Among the nodes that are equal so far two are drawn
 * at random and the one with fewer requests in flight is taken, then the one with less of its
 * capacity used: many fronts that know the same of the nodes then do not all pick the same one, and
 * the nodes still fill evenly.
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
        Comparator.<Candidate>comparingInt(candidate -> closeness(candidate.node(), wish))
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

  private static boolean suits(Candidate candidate, Wish wish) {
    NodeView node = candidate.node();
    return !node.draining()
        && candidate.hasRoom(wish.chunkBytes())
        && !wish.excluded().contains(node.id())
        && wish.beside().stream().noneMatch(other -> other.id().equals(node.id()));
  }

  /** 0: shares nothing with the copies beside it, 1: a zone, 2: a host. */
  private static int closeness(NodeView node, Wish wish) {
    int closest = 0;
    for (NodeView other : wish.beside()) {
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
    int first = random.nextInt(candidates.size());
    if (candidates.size() == 1) {
      return candidates.get(first);
    }
    int second = random.nextInt(candidates.size() - 1);
    Candidate a = candidates.get(first);
    Candidate b = candidates.get(second < first ? second : second + 1);
    return BUSY_THEN_FULL.compare(a, b) <= 0 ? a : b;
  }
}
