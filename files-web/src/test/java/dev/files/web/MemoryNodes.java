package dev.files.web;

import dev.files.health.FrontHealth;
import dev.files.nodes.NodeRegistry;
import dev.files.nodes.NodeView;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers pings; ready as soon as there was one. */
final class MemoryNodes implements NodeRegistry, FrontHealth {
  final List<Ping> pings = new CopyOnWriteArrayList<>();

  @Override
  public PingAnswer ping(Ping ping) {
    pings.add(ping);
    return new PingAnswer(3, false);
  }

  @Override
  public List<ActiveNode> listing() {
    return pings.stream()
        .map(
            ping ->
                new ActiveNode(
                    ping.id(),
                    ping.url(),
                    ping.host(),
                    ping.zone(),
                    ping.capacityBytes(),
                    ping.usedBytes(),
                    ping.inFlight(),
                    Instant.parse("2026-11-01T10:00:00.5Z")))
        .toList();
  }

  @Override
  public List<NodeView> active() {
    return List.of();
  }

  @Override
  public HealthAnswer report() {
    return HealthAnswer.of(
        List.of(
            HealthAnswer.Check.of(
                "nodes", !pings.isEmpty(), Map.of("active", pings.size(), "needed", 1))));
  }
}
