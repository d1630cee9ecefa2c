package dev.files.web;

import dev.files.sessions.Sessions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Sessions that last until they are ended. */
final class MemorySessions implements Sessions {
  static final Instant EXPIRES = Instant.parse("2030-01-01T12:00:00Z");

  final Set<String> open = new HashSet<>();
  private int opened;

  @Override
  public synchronized Opened open() {
    String id = "session-" + ++opened;
    open.add(id);
    return new Opened(id, EXPIRES);
  }

  @Override
  public synchronized boolean isOpen(String id) {
    return open.contains(id);
  }

  @Override
  public synchronized void end(String id) {
    open.remove(id);
  }

  @Override
  public synchronized void endAll() {
    open.clear();
  }
}
