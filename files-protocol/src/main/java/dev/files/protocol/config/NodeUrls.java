package dev.files.protocol.config;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Which URLs a server takes for a node's, whoever says so. What is sent there carries the servers'
 * secret, so it must be an address that the operator named.
 */
public final class NodeUrls {
  public static final String SETTING = "FILES_NODE_URL_PATTERN";

  private NodeUrls() {}

  /**
   * What the URL of a node must match as a whole: the setting, else this machine and the hosts of
   * the URLs that other settings name.
   *
   * @throws IllegalArgumentException when the setting is no regular expression
   */
  public static Pattern of(Settings settings, Collection<URI> named) {
    String given = settings.text(SETTING).orElse("");
    if (given.isEmpty()) {
      return Pattern.compile(onHosts(named), Pattern.CASE_INSENSITIVE);
    }
    try {
      return Pattern.compile(given);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          SETTING + " must be a regular expression, found " + given, e);
    }
  }

  private static String onHosts(Collection<URI> named) {
    TreeSet<String> hosts = new TreeSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
    for (URI url : named) {
      if (url.getHost() != null) {
        hosts.add(url.getHost().toLowerCase(Locale.ROOT));
      }
    }
    return hosts.stream()
        .map(Pattern::quote)
        .collect(Collectors.joining("|", "https?://(?:", ")(?::\\d{1,5})?(?:/.*)?"));
  }
}
