package dev.files.metadata;

import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;

/** A copy that a node acknowledged: its generation is what a later deletion names. */
public record CopyAt(NodeId node, Generation generation) {}
