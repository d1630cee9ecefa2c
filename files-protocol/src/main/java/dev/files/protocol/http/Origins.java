package dev.files.protocol.http;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Web origins (RFC 6454): {@code scheme://host}, with the port where it is not the scheme's own.
 *
 * @param allowed in the form that browsers send
 */
public record Origins(Set<String> allowed) {
  public static final Origins NONE = new Origins(Set.of());

  public Origins {
    allowed = Set.copyOf(allowed);
  }

  /**
   * Parses what an operator allows.
   *
   * @param name of the setting, for the message
   * @param text origins separated by commas or spaces; may be empty
   * @throws IllegalArgumentException when one is no exact origin: a pattern, a path, {@code null}
   */
  public static Origins parse(String name, String text) {
    return new Origins(
        Arrays.stream(text.split("[,\\s]+", -1))
            .filter(origin -> !origin.isEmpty())
            .map(
                origin ->
                    of(origin)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    name
                                        + " must be exact origins such as https://app.example.org,"
                                        + " separated by commas; found "
                                        + origin)))
            .collect(Collectors.toSet()));
  }

  public boolean isEmpty() {
    return allowed.isEmpty();
  }

  /** Whether the value of {@code Origin} names an allowed one. */
  public boolean allow(String origin) {
    return of(origin).filter(allowed::contains).isPresent();
  }

  /** The origin in the form that browsers send; empty when the text is none. */
  public static Optional<String> of(String text) {
    try {
      URI url = URI.create(text);
      boolean bare =
          url.getHost() != null
              && url.getRawPath().isEmpty()
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getRawUserInfo() == null;
      return bare ? ofUrl(url) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The origin that a URL belongs to; empty when it is not http or https. */
  public static Optional<String> ofUrl(URI url) {
    if (url.getScheme() == null || url.getHost() == null) {
      return Optional.empty();
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int own = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
    if (own == 0 || url.getPort() > 65_535) {
      return Optional.empty();
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean plain = url.getPort() < 0 || url.getPort() == own;
    return Optional.of(scheme + "://" + host + (plain ? "" : ":" + url.getPort()));
  }
}
