package dev.files.node.ping;

import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.client.Addressee;
import dev.files.protocol.client.FrontClient;
import dev.files.protocol.config.NodeUrls;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.ActiveNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a copy may come from: the URLs of the nodes that a front knows, asked for now and then. */
public final class CopySources {
  /** A node that is gone may be asked this long; its answer is verified anyway. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  /** How often an unknown URL makes us look again: it may be a new node's. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Fronts fronts;
  private final Pattern allowed;
  private final LongSupplier nanoTime;
  private Map<String, ActiveNode> nodes = Map.of();
  private long askedNanos;
  private boolean asked;

  /**
   * @param allowed what the URL of a node must match, whatever a front says
   */
  public CopySources(Fronts fronts, Pattern allowed, LongSupplier nanoTime) {
    this.fronts = fronts;
    this.allowed = allowed;
    this.nanoTime = nanoTime;
  }

  /**
   * The URL, when it is a registered node's.
   *
   * @throws FilesException INVALID_VALUE when it is not, UNAVAILABLE when no front can tell
   */
  public URI known(String url) {
    String base = base(url);
    if (!allowed.matcher(base).matches()) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          "from must be the URL of a node that " + NodeUrls.SETTING + " allows");
    }
    if (!listed(FRESH).containsKey(base) && !listed(LOOK_AGAIN).containsKey(base)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "from must be the URL of an active node of this service");
    }
    return URI.create(base);
  }

  /** Who is to be asked at the URL of a known node. */
  public Addressee addressee(String url) {
    ActiveNode node = listed(FRESH).get(base(url));
    boolean named = node != null && node.protocol() != null && node.protocol() >= NodeHeaders.NAMED;
    return named
        ? new Addressee(NodeId.parse(node.id()), Optional.empty(), node.protocol())
        : Addressee.anyone();
  }

  private synchronized Map<String, ActiveNode> listed(Duration age) {
    if (!asked || nanoTime.getAsLong() - askedNanos > age.toNanos()) {
      try {
        nodes =
            fronts.ask(FrontClient::activeNodes).stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        node -> base(node.url()), node -> node, (first, other) -> other));
      } catch (IOException e) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "No front can tell which nodes there are", FRESH);
      }
      asked = true;
      askedNanos = nanoTime.getAsLong();
    }
    return nodes;
  }

  private static String base(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
