package dev.files.web;

import dev.files.nodes.NodeControl;
import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeStanding;
import dev.files.nodes.NodeState;
import dev.files.nodes.NodeView;
import dev.files.nodes.NodeWorkers;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.WorkerReport;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node that does as it is told, and notes it. */
final class MemoryControl implements NodeControl {
  static final NodeId NODE = MemoryFiles.NODE;

  final List<String> orders = new ArrayList<>();
  private NodeState state = NodeState.ACTIVE;

  private NodeStanding standing() {
    URI url = URI.create("http://n:1");
    return new NodeStanding(
        new NodeView(NODE, url, url, "n", "", 100, 10, 0, false, MemoryFiles.UPLOADED),
        state,
        "1",
        MemoryFiles.UPLOADED,
        7,
        state == NodeState.ACTIVE ? 7 : 0,
        Optional.empty(),
        Optional.empty());
  }

  private NodeStanding order(NodeId id, String order, NodeState next) {
    if (!id.equals(NODE)) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such node");
    }
    orders.add(order);
    state = next;
    return standing();
  }

  @Override
  public List<NodeStanding> all() {
    return List.of(standing());
  }

  @Override
  public List<NodeFill> fills() {
    return List.of(new NodeFill(NODE, state, 100, 10));
  }

  @Override
  public List<NodeWorkers> workers() {
    return List.of(
        new NodeWorkers(
            NODE,
            URI.create("http://n:1"),
            List.of(
                new WorkerReport("scrub", false, true, 5, 4096, "no luck"),
                new WorkerReport("mending", true, false, 0, 0, null))));
  }

  @Override
  public NodeStanding find(NodeId id) {
    return order(id, "find", state);
  }

  @Override
  public NodeStanding mayDrain(NodeId id) {
    return order(id, "may drain", state);
  }

  @Override
  public NodeStanding drain(NodeId id) {
    return order(id, "drain", NodeState.DRAINED);
  }

  @Override
  public NodeStanding mayMaintain(NodeId id, Instant until) {
    return find(id);
  }

  @Override
  public NodeStanding maintain(NodeId id, Instant until) {
    return order(id, "maintain " + until, NodeState.MAINTENANCE);
  }

  @Override
  public NodeStanding activate(NodeId id) {
    return order(id, "activate", NodeState.ACTIVE);
  }

  @Override
  public NodeStanding lose(NodeId id) {
    return order(id, "lose", NodeState.LOST);
  }

  @Override
  public NodeStanding retire(NodeId id) {
    if (state == NodeState.ACTIVE) {
      throw new FilesException(ProblemType.CONFLICT, standing().reason());
    }
    return order(id, "retire", NodeState.RETIRED);
  }

  @Override
  public void recovered() {
    orders.add("recovered");
  }
}
