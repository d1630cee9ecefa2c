package dev.files.protocol.messages;

/**
 * What upkeep of a node is at.
 *
 * @param name of the worker, such as {@value WorkerOrder#SCRUB}
 * @param running whether it does a step now
 * @param paused whether it heard that it is to do nothing
 * @param steps since the node started
 * @param bytes that they read and wrote
 * @param lastError of the last step; null when it went well
 */
public record WorkerReport(
    String name, boolean running, boolean paused, long steps, long bytes, String lastError) {
  public static final int MAX_NAME_CHARS = 40;
  public static final int MAX_ERROR_CHARS = 300;
}
