package dev.files.web.admin;

import dev.files.nodes.NodeStanding;
import dev.files.nodes.NodeView;
import java.time.Instant;

/** A node as operators see it, as JSON. */
record NodeJson(
    String id,
    String state,
    String url,
    String publicUrl,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    long writableBytes,
    int inFlight,
    long chunks,
    String version,
    Instant registered,
    Instant lastPing,
    Instant lostSince,
    Instant awayUntil,
    boolean safeToRemove,
    String reason) {
  static NodeJson of(NodeStanding standing) {
    NodeView view = standing.view();
    return new NodeJson(
        view.id().hex(),
        standing.state().word(),
        view.url().toString(),
        view.publicUrl().toString(),
        view.host(),
        view.zone(),
        view.capacityBytes(),
        view.usedBytes(),
        view.writableBytes(),
        view.inFlight(),
        standing.chunks(),
        standing.version(),
        standing.registered(),
        view.lastPing(),
        standing.lostSince().orElse(null),
        standing.awayUntil().orElse(null),
        standing.safeToRemove(),
        standing.reason());
  }
}
