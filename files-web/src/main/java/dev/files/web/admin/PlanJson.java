package dev.files.web.admin;

import dev.files.plans.Plan;
import dev.files.protocol.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A plan as JSON; what does not apply is absent: id and created of a preview, say. */
record PlanJson(
    UUID id,
    String kind,
    String node,
    String state,
    Instant created,
    Instant ended,
    long chunks,
    long bytes,
    long chunksDone,
    long bytesDone,
    double bytesPerSecond,
    Long secondsLeft,
    String reason) {

  /** Plans of the cluster. */
  record Listing(List<PlanJson> plans) {}

  static PlanJson of(Plan plan) {
    return new PlanJson(
        plan.id().orElse(null),
        plan.kind().word(),
        plan.node().map(NodeId::hex).orElse(null),
        plan.state().word(),
        plan.id().isPresent() ? plan.created() : null,
        plan.ended().orElse(null),
        plan.chunks(),
        plan.bytes(),
        plan.chunksDone(),
        plan.bytesDone(),
        Math.round(plan.bytesPerSecond()),
        plan.left().map(Duration::toSeconds).orElse(null),
        plan.reason().orElse(null));
  }
}
