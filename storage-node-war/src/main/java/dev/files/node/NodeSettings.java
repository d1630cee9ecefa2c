package dev.files.node;

import dev.files.protocol.config.NodeUrls;
import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What an operator says about a node.
 *
 * @param data the directory that is the node; host and zone tell which others fail with it
 * @param url where front and nodes reach it; publicUrl where clients are sent
 * @param capacityBytes the most it may hold; empty: its disk
 * @param nodeUrls what the URL of another node must match to be asked for a copy
 * @param scrub the time within which all that is stored is read again
 * @param socketTimeout the longest silence of another server in the middle of a call
 */
public record NodeSettings(
    Path data,
    List<URI> fronts,
    URI url,
    URI publicUrl,
    String host,
    String zone,
    OptionalLong capacityBytes,
    OptionalLong reserveBytes,
    Secrets secrets,
    Duration scrub,
    Duration socketTimeout,
    Pattern nodeUrls) {

  /**
   * Reads all settings of a node.
   *
   * @param serverData the server's own data directory, where the secret is unless a setting says
   *     otherwise
   * @throws IllegalArgumentException naming the setting that is wrong or missing
   */
  public static NodeSettings of(Settings settings, Path serverData) {
    Path secretFile = serverData.resolve("secret");
    URI url = url("FILES_NODE_URL", settings.required("FILES_NODE_URL"));
    List<URI> fronts =
        Arrays.stream(settings.required("FILES_FRONT_URLS").split(","))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text -> url("FILES_FRONT_URLS", text))
            .toList();
    List<URI> named = new ArrayList<>(fronts);
    named.add(url);
    return new NodeSettings(
        Path.of(settings.required("FILES_NODE_DATA")),
        fronts,
        url,
        settings
            .text("FILES_NODE_PUBLIC_URL")
            .map(text -> url("FILES_NODE_PUBLIC_URL", text))
            .orElse(url),
        settings.text("FILES_NODE_HOST", url.getHost()),
        settings.text("FILES_NODE_ZONE", "default"),
        bytes(settings, "FILES_NODE_CAPACITY_BYTES"),
        bytes(settings, "FILES_NODE_RESERVE_BYTES"),
        settings
            .serverSecrets(secretFile)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "FILES_SECRET is not set, and there is no file "
                            + settings.text("FILES_SECRET_FILE", secretFile.toString()))),
        Duration.ofDays(settings.number("FILES_SCRUB_DAYS", 7, 1, 365)),
        settings.seconds("FILES_NODE_SOCKET_TIMEOUT_SECONDS", 10, 1, 600),
        NodeUrls.of(settings, named));
  }

  private static OptionalLong bytes(Settings settings, String name) {
    return settings.text(name).isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(settings.number(name, 0, 0, Long.MAX_VALUE));
  }

  private static URI url(String name, String text) {
    try {
      URI url = URI.create(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below, with what it should be.
    }
    throw new IllegalArgumentException(
        name + " must be an http or https URL without query or user, found " + text);
  }
}
