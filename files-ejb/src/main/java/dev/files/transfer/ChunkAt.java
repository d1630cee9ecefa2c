package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;

/** A chunk, and a node that has it. */
public record ChunkAt(ChunkId chunk, NodeView node) {}
