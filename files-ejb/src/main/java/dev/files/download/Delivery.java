package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Sends a range of a content. While one window is being sent, the next ones are fetched, as far as
 * memory and threads are there; when they are not, a window passes through as it comes from the
 * node, which costs nothing but the overlap.
 */
final class Delivery {
  private final Fetching fetching;
  private final ContentMap contents;

  Delivery(Fetching fetching, ContentMap contents) {
    this.fetching = fetching;
    this.contents = contents;
  }

  void send(long contentId, ByteRange range, VerifiedBytes out) throws IOException {
    Windows windows = new Windows(contents, contentId, range);
    Deque<WindowFetch> ahead = new ArrayDeque<>();
    Optional<Window> unfetched = Optional.empty();
    try {
      while (windows.hasNext() || unfetched.isPresent() || !ahead.isEmpty()) {
        while (unfetched.isEmpty()
            && windows.hasNext()
            && ahead.size() < fetching.policy().ahead()) {
          Window window = windows.next();
          boolean alone = ahead.isEmpty() && !windows.hasNext();
          Optional<WindowFetch> fetch = alone ? Optional.empty() : fetch(windows, window);
          fetch.ifPresent(ahead::add);
          unfetched = fetch.isPresent() ? Optional.empty() : Optional.of(window);
        }
        if (!ahead.isEmpty()) {
          WindowFetch first = ahead.element();
          first.sendTo(out);
          first.close();
          ahead.remove();
        } else {
          Window window = unfetched.orElseThrow();
          unfetched = Optional.empty();
          new ReplicaReader(fetching, window.chunk(), window.range(), replicas(windows, window))
              .readAll(out);
        }
      }
    } finally {
      ahead.forEach(WindowFetch::close);
    }
  }

  private Optional<WindowFetch> fetch(Windows windows, Window window) {
    Optional<List<ByteBuffer>> memory = fetching.memory().tryTake(window.range().length());
    return memory
        .map(slabs -> new WindowFetch(fetching, window, replicas(windows, window), slabs))
        .filter(WindowFetch::start);
  }

  private Replicas replicas(Windows windows, Window window) {
    return new Replicas(
        fetching,
        window.chunk().nodes(),
        () -> windows.again(window).map(ChunkLocations::nodes).orElse(List.<NodeId>of()));
  }
}
