package dev.files.web;

import dev.files.health.FrontHealth;
import dev.files.health.HealthReport;
import dev.files.nodes.NodeRegistry;
import dev.files.nodes.NodeView;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.time.Instant;
import java.util.List;
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
  public HealthReport report() {
    return new HealthReport(
        List.of(new HealthReport.Check("nodes", !pings.isEmpty(), true, pings.size() + " active")));
  }
}
