package dev.files.protocol.messages;

/**
 * What a node should know.
 *
 * @param intervalSeconds pause until its next ping
 * @param draining whether it is being emptied to be retired
 */
public record PingAnswer(int intervalSeconds, boolean draining) {}
