package dev.files.web.admin;

import dev.files.events.Event;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** An event as JSON; the figures are absent when there are none. */
record EventJson(
    String kind,
    String what,
    String subject,
    String detail,
    Instant since,
    Instant at,
    Map<String, Long> figures) {
  static String kind(Event event) {
    return event.change().kind().name().toLowerCase(Locale.ROOT);
  }

  static EventJson of(Event event) {
    Map<String, Long> figures = event.change().figures();
    return new EventJson(
        kind(event),
        event.change().what(),
        event.change().subject(),
        event.change().detail(),
        event.since(),
        event.at(),
        figures.isEmpty() ? null : figures);
  }
}
