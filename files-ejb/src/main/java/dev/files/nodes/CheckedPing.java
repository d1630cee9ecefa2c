package dev.files.nodes;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.messages.WorkerReport;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A ping whose every component was checked.
 *
 * @param pings the most that the node heard were recorded of it; 0: none
 */
record CheckedPing(
    NodeId id,
    String instance,
    URI url,
    URI publicUrl,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    int inFlight,
    String version,
    List<ChunkId> corrupt,
    NodeStart start,
    Optional<Long> writableBytes,
    boolean unwell,
    long pings,
    List<WorkerReport> workers) {}
