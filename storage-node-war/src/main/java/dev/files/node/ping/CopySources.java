package dev.files.node.ping;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.client.FrontClient;
import dev.files.protocol.messages.ActiveNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Where a copy may come from: the URLs of the nodes that a front knows, asked for now and then. */
public final class CopySources {
  /** A node that is gone may be asked this long; its answer is verified anyway. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  /** How often an unknown URL makes us look again: it may be a new node's. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Fronts fronts;
  private final LongSupplier nanoTime;
  private Set<String> urls = Set.of();
  private long askedNanos;
  private boolean asked;

  public CopySources(Fronts fronts, LongSupplier nanoTime) {
    this.fronts = fronts;
    this.nanoTime = nanoTime;
  }

  /**
   * The URL, when it is a registered node's.
   *
   * @throws FilesException INVALID_VALUE when it is not, UNAVAILABLE when no front can tell
   */
  public URI known(String url) {
    String base = base(url);
    if (!listed(FRESH).contains(base) && !listed(LOOK_AGAIN).contains(base)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "from must be the URL of an active node of this service");
    }
    return URI.create(base);
  }

  private synchronized Set<String> listed(Duration age) {
    if (!asked || nanoTime.getAsLong() - askedNanos > age.toNanos()) {
      try {
        urls =
            fronts.ask(FrontClient::activeNodes).stream()
                .map(ActiveNode::url)
                .map(CopySources::base)
                .collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "No front can tell which nodes there are", FRESH);
      }
      asked = true;
      askedNanos = nanoTime.getAsLong();
    }
    return urls;
  }

  private static String base(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
