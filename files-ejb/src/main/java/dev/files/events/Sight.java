package dev.files.events;

import dev.files.nodes.NodeState;
import dev.files.protocol.NodeId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How all stands at a moment.
 *
 * @param nodes all but the retired ones
 * @param workers of this front and upkeep of nodes, by name
 * @param front the status of its health
 * @param why it is not up; else empty
 * @param repairs figures of what waits for repair
 * @param plans the latest, by their ids
 */
record Sight(
    Instant at,
    Map<NodeId, NodeState> nodes,
    Map<String, Worker> workers,
    String front,
    String why,
    Map<String, Long> repairs,
    Map<UUID, Plan> plans) {
  record Plan(String subject, String state, String reason) {}

  record Worker(boolean paused, Optional<String> error) {}
}
