package dev.files.web;

import dev.files.events.Change;
import dev.files.events.Event;
import dev.files.events.Events;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Events that a test makes up. */
final class MemoryEvents implements Events {
  final AtomicInteger looks = new AtomicInteger();
  private final List<Event> events = new CopyOnWriteArrayList<>();

  void add(String what) {
    events.add(
        new Event(
            events.size() + 1,
            MemoryFiles.UPLOADED,
            MemoryFiles.UPLOADED.plusSeconds(2),
            new Change(Change.Kind.NODE, what, MemoryControl.NODE.hex(), "", Map.of())));
  }

  @Override
  public String series() {
    return "series";
  }

  @Override
  public List<Event> after(long number) {
    return events.stream().filter(event -> event.number() > number).toList();
  }

  @Override
  public void look() {
    looks.incrementAndGet();
  }
}
