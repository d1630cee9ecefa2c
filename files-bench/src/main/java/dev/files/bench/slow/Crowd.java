package dev.files.bench.slow;

import dev.files.bench.slow.SlowClients.Behaviour;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Slow clients that come together. */
record Crowd(String name, List<Part> parts) {
  Crowd {
    parts = List.copyOf(parts);
  }

  /** So many of one behaviour. */
  record Part(int count, Behaviour behaviour) {}

  /**
   * One of each kind, and then all of them.
   *
   * @param large what slow clients download
   */
  static List<Crowd> all(SlowPlan plan, URI large) {
    String path = "/upload/slow";
    int rate = SlowPlan.BYTES_PER_SECOND;
    int half = plan.clients() / 2;
    List<Crowd> crowds = new ArrayList<>();
    crowds.add(
        of(
            "stalled uploads",
            part(
                plan.clients(),
                Behaviour.upload(path, SlowPlan.UPLOAD_BYTES, SlowPlan.STALLED_AFTER_BYTES, 0))));
    crowds.add(
        of(
            "downloads that read nothing",
            part(plan.clients(), Behaviour.download(large.getRawPath(), 0))));
    crowds.add(
        of(
            "uploads and downloads at 1 KiB/s",
            part(half, Behaviour.upload(path, SlowPlan.UPLOAD_BYTES, rate, rate)),
            part(plan.clients() - half, Behaviour.download(large.getRawPath(), rate))));
    crowds.add(
        of(
            "stalled whole uploads",
            part(
                plan.wholeUploads(),
                Behaviour.upload(
                    path + "?layout=whole",
                    SlowPlan.WHOLE_BYTES,
                    SlowPlan.WHOLE_STALLED_AFTER_BYTES,
                    0))));
    List<Part> together = crowds.stream().flatMap(crowd -> crowd.parts().stream()).toList();
    crowds.add(new Crowd("of all kinds", together));
    return crowds;
  }

  private static Crowd of(String name, Part... parts) {
    return new Crowd(name, List.of(parts));
  }

  private static Part part(int count, Behaviour behaviour) {
    return new Part(count, behaviour);
  }

  int count() {
    return parts.stream().mapToInt(Part::count).sum();
  }

  void joins(SlowClients clients) {
    parts.forEach(part -> clients.add(part.count(), part.behaviour()));
  }
}
