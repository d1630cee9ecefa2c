package dev.files.nodes;

import dev.files.protocol.NodeId;
import dev.files.protocol.messages.WorkerReport;
import java.net.URI;
import java.util.List;

/** What the upkeep of a node was at when it pinged last. */
public record NodeWorkers(NodeId node, URI url, List<WorkerReport> workers) {}
