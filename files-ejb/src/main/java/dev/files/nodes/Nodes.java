package dev.files.nodes;

import dev.files.database.Database;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The orders, outside of the transactions, where all failures arrive. */
@ApplicationScoped
class Nodes implements NodeControl {
  /** Longer than that is not maintenance. */
  private static final Duration LONGEST_MAINTENANCE = Duration.ofDays(30);

  @Inject NodeRecords records;
  @Inject History history;
  @Inject FrontSettings settings;

  @Override
  public List<NodeStanding> all() {
    return standings(Optional.empty());
  }

  @Override
  public List<NodeFill> fills() {
    return Database.translating(true, () -> records.fills(settings.nodeActive()));
  }

  @Override
  public List<NodeWorkers> workers() {
    return Database.translating(true, () -> records.workers(settings.nodeActive()));
  }

  @Override
  public NodeStanding find(NodeId id) {
    return standings(Optional.of(id)).stream()
        .findFirst()
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "There is no node with this id"));
  }

  private List<NodeStanding> standings(Optional<NodeId> only) {
    return Database.translating(
        true, () -> records.standings(only, settings.nodeActive(), settings.replicas()));
  }

  @Override
  public NodeStanding mayDrain(NodeId id) {
    return after(id, () -> records.mayDrain(id, settings.replicas()));
  }

  @Override
  public NodeStanding drain(NodeId id) {
    return after(id, () -> records.drain(id, settings.replicas()));
  }

  @Override
  public NodeStanding mayMaintain(NodeId id, Instant until) {
    return after(
        id, () -> records.mayMaintain(id, until, LONGEST_MAINTENANCE, settings.writeQuorum()));
  }

  @Override
  public NodeStanding maintain(NodeId id, Instant until) {
    return after(
        id, () -> records.maintain(id, until, LONGEST_MAINTENANCE, settings.writeQuorum()));
  }

  @Override
  public NodeStanding activate(NodeId id) {
    return after(id, () -> records.activate(id));
  }

  @Override
  public NodeStanding lose(NodeId id) {
    return after(id, () -> records.lose(id, settings.nodeActive()));
  }

  @Override
  public NodeStanding retire(NodeId id) {
    return after(id, () -> records.retire(id, settings.nodeActive(), settings.replicas()));
  }

  @Override
  public void recovered() {
    history.recovered();
  }

  // To give an order again that is carried out already changes nothing, so each may be tried again.
  private NodeStanding after(NodeId id, Runnable order) {
    Database.translating(
        true,
        () -> {
          order.run();
          return id;
        });
    return find(id);
  }
}
