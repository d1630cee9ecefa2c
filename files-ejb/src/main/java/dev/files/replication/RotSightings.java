package dev.files.replication;

import dev.files.download.CorruptReplicas;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.CorruptReports;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Chore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * What readers took for rot. The network may have deceived them, so the copy is read once more, in
 * the background, before it loses its name.
 */
public final class RotSightings implements CorruptReplicas, Chore {
  private static final Logger LOG = Logger.getLogger(RotSightings.class);

  /** Sightings that wait to be looked at; more are dropped, for rot is met again. */
  private static final int CAPACITY = 1000;

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private record Sighting(ChunkId chunk, NodeId node) {}

  private final CorruptReports reports;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final BlockingQueue<Sighting> sightings = new ArrayBlockingQueue<>(CAPACITY);

  RotSightings(CorruptReports reports, ActiveNodes nodes, NodeCalls calls) {
    this.reports = reports;
    this.nodes = nodes;
    this.calls = calls;
  }

  @Override
  public void report(ChunkId chunk, NodeId node) {
    Sighting sighting = new Sighting(chunk, node);
    if (!sightings.contains(sighting) && !sightings.offer(sighting)) {
      LOG.debugf("too many reports of rot: dropped %s on %s", chunk, node);
    }
  }

  @Override
  public String name() {
    return "rot";
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public int step() {
    Sighting sighting = sightings.poll();
    if (sighting == null) {
      return 0;
    }
    Optional<NodeView> node = nodes.find(sighting.node());
    if (node.isPresent() && isRotten(calls.store(node.get()), sighting.chunk())) {
      reports.report(sighting.node(), List.of(sighting.chunk()));
    }
    return 1;
  }

  private static boolean isRotten(ChunkStore store, ChunkId chunk) {
    try {
      Optional<ChunkInfo> info = store.find(chunk);
      if (info.isPresent()) {
        store.read(chunk, ByteRange.all(info.get().size()), bytes -> {});
      }
      return false;
    } catch (FilesException e) {
      return e.type() == ProblemType.CORRUPT;
    } catch (IOException e) {
      return false;
    }
  }
}
