package dev.files.node.ping;

import dev.files.protocol.FilesException;
import dev.files.protocol.client.FrontClient;
import dev.files.protocol.client.HttpPool;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The fronts that are configured: one is asked until it fails, then the next one. */
public final class Fronts {
  private final List<FrontClient> fronts;
  private final AtomicInteger current = new AtomicInteger();

  /**
   * @param urls at least one
   */
  public Fronts(HttpPool pool, List<URI> urls) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("a node needs the URL of at least one front");
    }
    this.fronts = urls.stream().map(url -> new FrontClient(pool, url)).toList();
  }

  /** What is asked of a front. */
  @FunctionalInterface
  interface Question<T> {
    T ask(FrontClient front) throws IOException;
  }

  /**
   * Asks each front once at most, beginning with the one that answered last.
   *
   * @throws FilesException what a front answered definitely
   * @throws IOException when none was of use; the message names each and its reason
   */
  <T> T ask(Question<T> question) throws IOException {
    int first = current.get();
    StringBuilder reasons = new StringBuilder();
    for (int i = 0; i < fronts.size(); i++) {
      int index = Math.floorMod(first + i, fronts.size());
      FrontClient front = fronts.get(index);
      try {
        T answer = question.ask(front);
        current.set(index);
        return answer;
      } catch (IOException e) {
        reasons.append(i == 0 ? "" : "; ").append(front).append(": ").append(e.getMessage());
      } catch (FilesException e) {
        if (!e.type().isTransient()) {
          throw e;
        }
        reasons.append(i == 0 ? "" : "; ").append(front).append(": ").append(e.getMessage());
      }
    }
    throw new IOException("no front answered: " + reasons);
  }
}
