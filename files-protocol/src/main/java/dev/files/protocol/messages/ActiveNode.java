package dev.files.protocol.messages;

import java.time.Instant;

/** One entry of {@code GET /active-nodes}: a node that pinged in time. */
public record ActiveNode(
    String id,
    String url,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    int inFlight,
    Instant lastPing) {}
