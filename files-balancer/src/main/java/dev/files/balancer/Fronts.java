package dev.files.balancer;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Which fronts get requests: those that are ready. When none is, those that answer at all: a front
 * that has too few nodes to write can still read, and one without its database says so better than
 * nobody.
 */
final class Fronts {
  private static final Logger LOG = Logger.getLogger(Fronts.class);

  /** What a front said when it was asked. */
  enum Health {
    READY,
    NOT_READY,
    SILENT
  }

  private final List<URI> all;
  private final Function<URI, CompletableFuture<Health>> ask;
  private final Consumer<URI> add;
  private final Consumer<URI> remove;
  private final Set<URI> used = new HashSet<>();

  /**
   * @param ask answers in bounded time and never fails
   * @param add hears of a front that gets requests from now on
   * @param remove hears of one that gets none any more
   */
  Fronts(
      List<URI> all,
      Function<URI, CompletableFuture<Health>> ask,
      Consumer<URI> add,
      Consumer<URI> remove) {
    this.all = List.copyOf(all);
    this.ask = ask;
    this.add = add;
    this.remove = remove;
  }

  /** Asks all at once, and tells what has changed. Never throws: it is to be asked again. */
  void step() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("The fronts could not be asked, and are asked again", e);
    }
  }

  private void look() {
    Map<URI, CompletableFuture<Health>> asked = new LinkedHashMap<>();
    all.forEach(front -> asked.put(front, ask.apply(front)));
    Map<URI, Health> answers = new LinkedHashMap<>();
    asked.forEach((front, answer) -> answers.put(front, answer.join()));
    Set<URI> chosen = chosen(answers);
    for (URI front : all) {
      if (chosen.contains(front) && used.add(front)) {
        LOG.infof("%s gets requests: it is %s", front, answers.get(front));
        add.accept(front);
      } else if (!chosen.contains(front) && used.remove(front)) {
        LOG.warnf("%s gets no requests: it is %s", front, answers.get(front));
        remove.accept(front);
      }
    }
  }

  static Set<URI> chosen(Map<URI, Health> answers) {
    Set<URI> ready = are(Health.READY, answers);
    return ready.isEmpty() ? are(Health.NOT_READY, answers) : ready;
  }

  private static Set<URI> are(Health health, Map<URI, Health> answers) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue() == health)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
