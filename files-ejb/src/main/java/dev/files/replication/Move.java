package dev.files.replication;

import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import dev.files.replication.RepairTable.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A copy that goes from one node to another.
 *
 * @param sources nodes that have the chunk, active ones
 */
record Move(ChunkRef chunk, NodeId from, NodeView to, List<NodeView> sources) {
  /**
   * Which of the chunks of a node move, and where to, so that the shares come to nothing.
   *
   * @param chunks that the node has, in order
   * @param states of those that there are still
   * @param shares bytes by node: above zero to give, below zero to take
   * @param replicas that a chunk has: one that has fewer or more is no matter for moves
   */
  static List<Move> choose(
      NodeId from,
      List<ChunkId> chunks,
      Map<ChunkId, State> states,
      Map<NodeId, Long> shares,
      List<Candidate> candidates,
      int replicas) {
    Map<NodeId, Long> left = new HashMap<>(shares);
    List<Move> moves = new ArrayList<>();
    for (ChunkId chunk : chunks) {
      State state = states.get(chunk);
      if (state == null) {
        continue;
      }
      List<NodeView> holders =
          candidates.stream()
              .map(Candidate::node)
              .filter(node -> state.sound().contains(node.id()))
              .toList();
      boolean may =
          state.used()
              && state.all().size() == replicas
              && holders.size() == replicas
              && state.sound().contains(from)
              && fits(state.size(), left.getOrDefault(from, 0L));
      Optional<NodeView> to =
          may ? target(from, state.size(), holders, left, candidates) : Optional.empty();
      if (to.isPresent()) {
        moves.add(new Move(new ChunkRef(chunk, state.size()), from, to.get(), holders));
        left.merge(from, -state.size(), Long::sum);
        left.merge(to.get().id(), state.size(), Long::sum);
      }
      if (isRound(moves)) {
        break;
      }
    }
    return moves;
  }

  /** Whether these are as many bytes as move at a time. */
  static boolean isRound(List<Move> moves) {
    return moves.stream().mapToLong(move -> move.chunk().size()).sum() >= ReplicaCopies.ROUND_BYTES;
  }

  /** The one that has most to take yet, of those where the copy is as far from the others. */
  private static Optional<NodeView> target(
      NodeId from,
      long size,
      List<NodeView> holders,
      Map<NodeId, Long> left,
      List<Candidate> candidates) {
    NodeView here =
        holders.stream().filter(node -> node.id().equals(from)).findFirst().orElseThrow();
    List<NodeView> others = holders.stream().filter(node -> !node.id().equals(from)).toList();
    return candidates.stream()
        .filter(candidate -> !candidate.suspect() && candidate.takes(size))
        .map(Candidate::node)
        .filter(node -> fits(size, -left.getOrDefault(node.id(), 0L)))
        .filter(node -> holders.stream().noneMatch(holder -> holder.id().equals(node.id())))
        .filter(node -> Placement.isAsFar(node, here, others))
        .min(Comparator.comparingLong(node -> left.get(node.id())));
  }

  /** The last one may be twice as large as what is left: that is nearer to even than without it. */
  private static boolean fits(long size, long left) {
    return left > 0 && size <= 2 * left;
  }
}
