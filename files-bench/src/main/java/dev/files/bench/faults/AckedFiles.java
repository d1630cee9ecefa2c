package dev.files.bench.faults;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The files whose upload was acknowledged, and those whose deletion was. */
final class AckedFiles {
  private final List<Acked> there = new ArrayList<>();
  private final List<Acked> deleted = new ArrayList<>();

  /**
   * A file.
   *
   * @param number of its content
   * @param path of its bytes at any front
   */
  record Acked(long number, long sizeBytes, String path) {
    URI at(URI front) {
      return front.resolve(path);
    }
  }

  synchronized void uploaded(Acked file) {
    there.add(file);
  }

  /** Any of them; it stays. */
  synchronized Optional<Acked> any(Random random) {
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(there.get(random.nextInt(there.size())));
  }

  /** Any of them, to be deleted: nothing is promised of it from now on. */
  synchronized Optional<Acked> take(Random random) {
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(there.remove(random.nextInt(there.size())));
  }

  /** The deletion was acknowledged: it must never be seen again. */
  synchronized void deleted(Acked file) {
    deleted.add(file);
  }

  synchronized boolean isThere(Acked file) {
    return there.contains(file);
  }

  synchronized List<Acked> there() {
    return List.copyOf(there);
  }

  synchronized List<Acked> gone() {
    return List.copyOf(deleted);
  }
}
