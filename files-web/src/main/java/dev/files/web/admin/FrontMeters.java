package dev.files.web.admin;

import dev.files.figures.ClusterFigures;
import dev.files.figures.FrontFigures;
import dev.files.figures.OwnFigures;
import dev.files.nodes.NodeFill;
import dev.files.nodes.NodeState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of a front as meters, beside those that its edge counts. */
final class FrontMeters {
  /** Repairs wait with fewer sound copies than that, or with as many when some are to go. */
  private static final int MOST_SOUND = 2;

  private final FrontFigures figures;
  private final MultiGauge capacity;
  private final MultiGauge used;

  FrontMeters(MeterRegistry meters, FrontFigures figures) {
    this.figures = figures;
    for (int sound = 0; sound <= MOST_SOUND; sound++) {
      int copies = sound;
      cluster(
          meters,
          "files.repair.backlog",
          "Chunks that wait for repair, by their sound copies; counted to " + ClusterFigures.MOST,
          Tags.of("sound", Integer.toString(sound)),
          now -> now.repairs().getOrDefault(copies, 0L));
    }
    cluster(
        meters,
        "files.chunks",
        "Chunks; more than " + ClusterFigures.MOST + " are an estimate",
        Tags.empty(),
        ClusterFigures::chunks);
    cluster(
        meters,
        "files.expired.undeleted",
        "Files that have expired and are not deleted; counted to " + ClusterFigures.MOST,
        Tags.empty(),
        ClusterFigures::expiredFiles);
    cluster(
        meters,
        "files.cluster.known",
        "1: the database answered when it was asked for the figures of the cluster",
        Tags.empty(),
        now -> now.known() ? 1 : 0);
    cluster(
        meters,
        "files.deletions.stopped",
        "1: nothing is deleted on nodes, for the database went back in time",
        Tags.empty(),
        now -> now.ranBack() ? 1 : 0);
    for (NodeState state : NodeState.values()) {
      if (state != NodeState.RETIRED) {
        cluster(
            meters,
            "files.nodes",
            "Nodes by state",
            Tags.of("state", state.word()),
            now -> now.nodes().stream().filter(node -> node.state() == state).count());
      }
    }
    counter(meters, "files.repaired.chunks", "Chunks repaired", OwnFigures::repairedChunks);
    counter(meters, "files.repaired.copies", "Copies made by repair", OwnFigures::repairedCopies);
    counter(
        meters,
        "files.upload.hedges",
        "Copies begun because another node let the upload wait",
        OwnFigures::uploadHedges);
    counter(
        meters,
        "files.download.hedges",
        "Reads begun because another node let the download wait",
        OwnFigures::downloadHedges);
    counter(
        meters,
        "files.nodes.passed.over",
        "Times that a node which failed or dragged began to be passed over",
        OwnFigures::passedOver);
    own(
        meters,
        "files.nodes.suspect",
        "Nodes that are passed over because they failed or dragged",
        OwnFigures::suspects);
    own(
        meters,
        "files.database.calls",
        "Pieces of work that have, or wait for, a connection to the database",
        OwnFigures::databaseCalls);
    this.capacity =
        MultiGauge.builder("files.node.capacity")
            .description("What a node may hold")
            .baseUnit("bytes")
            .register(meters);
    this.used =
        MultiGauge.builder("files.node.used")
            .description("What a node holds")
            .baseUnit("bytes")
            .register(meters);
  }

  /** Says anew which nodes there are. */
  void refresh() {
    List<NodeFill> nodes = figures.cluster().nodes();
    capacity.register(rows(nodes, NodeFill::capacityBytes), true);
    used.register(rows(nodes, NodeFill::usedBytes), true);
  }

  private static List<MultiGauge.Row<?>> rows(
      List<NodeFill> nodes, ToDoubleFunction<NodeFill> figure) {
    return nodes.stream()
        .<MultiGauge.Row<?>>map(
            node -> MultiGauge.Row.of(Tags.of("node", node.id().hex()), figure.applyAsDouble(node)))
        .toList();
  }

  private void cluster(
      MeterRegistry meters,
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<ClusterFigures> figure) {
    Gauge.builder(name, () -> figure.applyAsDouble(figures.cluster()))
        .description(description)
        .tags(tags)
        .register(meters);
  }

  private void own(
      MeterRegistry meters, String name, String description, ToDoubleFunction<OwnFigures> figure) {
    Gauge.builder(name, () -> figure.applyAsDouble(figures.own()))
        .description(description)
        .register(meters);
  }

  private void counter(
      MeterRegistry meters, String name, String description, ToDoubleFunction<OwnFigures> figure) {
    FunctionCounter.builder(name, figures, all -> figure.applyAsDouble(all.own()))
        .description(description)
        .register(meters);
  }
}
