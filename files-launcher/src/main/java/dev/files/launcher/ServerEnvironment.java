package dev.files.launcher;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The environment of each server: what the caller has, with all its {@code FILES_…} settings, and
 * over that what makes the servers of one cluster find each other.
 */
record ServerEnvironment(
    ClusterDir dir, Ports ports, Map<String, String> caller, int fronts, int nodes) {

  /** Of one node: never of all that {@code up} starts. */
  static final String NODE_URL = "FILES_NODE_URL";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern PATH = Pattern.compile("FILES_\\w*_(FILE|STORE|DIR)");

  // Each server runs in a directory of its own, where a relative path would lead elsewhere.
  ServerEnvironment {
    Map<String, String> absolute = new TreeMap<>(caller);
    absolute.replaceAll(
        (name, value) ->
            PATH.matcher(name).matches() && !value.isBlank()
                ? Path.of(value).toAbsolutePath().toString()
                : value);
    caller = absolute;
  }

  /** Where servers bind; loopback unless somebody asks for more. */
  String bindAddress() {
    return caller.getOrDefault("FILES_BIND_ADDRESS", LOOPBACK);
  }

  boolean tls() {
    return caller.containsKey("FILES_KEY_STORE");
  }

  /** The broker is for the fronts here, and they are on this machine. */
  String bindAddress(Role role) {
    return role.isPublic() ? bindAddress() : LOOPBACK;
  }

  String url(Role role, int number) {
    return switch (role) {
          case DATABASE -> "postgresql://";
          case BROKER -> "tcp://";
          case NODE, FRONT, BALANCER -> tls() ? "https://" : "http://";
        }
        + (role.isPublic() ? reachableHost() : LOOPBACK)
        + ":"
        + ports.main(role, number)
        + (role == Role.DATABASE ? "/files" : "");
  }

  /** All variables of one WildFly server. */
  Map<String, String> of(Role role, int number) {
    Map<String, String> all = new TreeMap<>(caller);
    all.put("FILES_BIND_ADDRESS", bindAddress(role));
    // The server's own log says it, and is bounded.
    all.putIfAbsent("FILES_CONSOLE_LEVEL", "OFF");
    all.put("FILES_MANAGEMENT_PORT", Integer.toString(ports.management(role, number)));
    all.putIfAbsent("FILES_MANAGEMENT_DIR", dir.management().toString());
    String port = Integer.toString(ports.main(role, number));
    if (role == Role.BROKER) {
      all.put("FILES_BROKER_PORT", port);
    } else if (tls()) {
      all.put("FILES_HTTPS_PORT", port);
      all.put("FILES_PLAIN_HTTP", "false");
    } else {
      all.put("FILES_HTTP_PORT", port);
    }
    switch (role) {
      case BROKER -> broker(all);
      case NODE -> node(all, number);
      case FRONT -> front(all, role.serverName(number));
      case BALANCER -> all.put("FILES_FRONT_URLS", frontUrls());
      case DATABASE -> throw new IllegalArgumentException("the database is no WildFly");
    }
    return all;
  }

  private void broker(Map<String, String> all) {
    all.put("FILES_BROKER_USER", "files");
    all.put("FILES_BROKER_PASSWORD", ClusterDir.text(dir.brokerPassword()));
  }

  private void node(Map<String, String> all, int number) {
    secret(all);
    all.put("FILES_NODE_DATA", dir.nodeData(Role.NODE.serverName(number)).toString());
    // A node that is started by itself may be reached by another way, such as a proxy.
    all.putIfAbsent(NODE_URL, url(Role.NODE, number));
    publicHost()
        .ifPresent(
            host ->
                all.putIfAbsent(
                    "FILES_NODE_PUBLIC_URL",
                    (tls() ? "https://" : "http://") + host + ":" + ports.main(Role.NODE, number)));
    all.put("FILES_FRONT_URLS", frontUrls());
  }

  private void front(Map<String, String> all, String name) {
    secret(all);
    broker(all);
    if (!all.containsKey("FILES_ADMIN_TOKEN")) {
      all.putIfAbsent("FILES_ADMIN_TOKEN_FILE", dir.adminToken().toString());
    }
    all.put("FILES_BROKER_HOST", LOOPBACK);
    all.put("FILES_BROKER_PORT", Integer.toString(ports.main(Role.BROKER, 1)));
    all.put("FILES_DB_URL", Postgres.jdbcUrl(ports.main(Role.DATABASE, 1)));
    all.put("FILES_DB_USER", Postgres.USER);
    all.put("FILES_DB_PASSWORD", ClusterDir.text(dir.secret("database-password")));
    all.put("FILES_TXN_NODE", name);
    if (nodes == 1) {
      all.putIfAbsent("FILES_REPLICAS", "1");
      all.putIfAbsent("FILES_WRITE_QUORUM", "1");
    }
  }

  private void secret(Map<String, String> all) {
    if (!all.containsKey("FILES_SECRET")) {
      all.putIfAbsent("FILES_SECRET_FILE", dir.serverSecret().toString());
    }
  }

  private String frontUrls() {
    return IntStream.rangeClosed(1, fronts)
        .mapToObj(number -> url(Role.FRONT, number))
        .collect(Collectors.joining(","));
  }

  /**
   * What clients elsewhere reach this machine by, when it is open to them: the host of the links,
   * else its own name; a redirect to 127.0.0.1 would lead them to themselves.
   */
  private Optional<String> publicHost() {
    if (!bindsAll()) {
      return Optional.empty();
    }
    Optional<String> ofLinks =
        Optional.ofNullable(caller.get("FILES_PUBLIC_URL"))
            .map(url -> URI.create(url.strip()).getHost());
    try {
      return ofLinks.isPresent()
          ? ofLinks
          : Optional.of(InetAddress.getLocalHost().getCanonicalHostName());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private boolean bindsAll() {
    return bindAddress().equals("0.0.0.0") || bindAddress().equals("::");
  }

  private String reachableHost() {
    return bindsAll() ? LOOPBACK : bindAddress();
  }
}
