package dev.files.protocol.messages;

/** {@code POST /chunk/{id}/copy}: fetch the chunk from another registered node. */
public record CopyRequest(String from) {}
