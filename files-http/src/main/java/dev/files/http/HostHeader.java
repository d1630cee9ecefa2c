package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Host} (RFC 9110, section 7.2), as strictly as a link needs it that works. */
public final class HostHeader {
  /** What WildFly puts there itself when the client sent nothing. */
  private static final String NOBODY_SENT = "default-host";

  private static final int MAX_NAME_CHARS = 253;
  private static final int MAX_PORT = 65_535;

  private static final Pattern HOST =
      Pattern.compile(
          "(?<name>\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{0,6}))?");

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private HostHeader() {}

  /**
   * Host and port as they were sent; empty when they were not, or name no host.
   *
   * @param values of all lines of the header
   */
  public static Optional<String> parse(List<String> values) {
    Matcher matcher = HOST.matcher(values.size() == 1 ? values.get(0).strip() : "");
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group("name");
    String port = Optional.ofNullable(matcher.group("port")).orElse("");
    boolean valid =
        !name.equalsIgnoreCase(NOBODY_SENT)
            && (name.startsWith("[") ? isIpv6(name) : isName(name))
            && (port.isEmpty() || isPort(port));
    return valid ? Optional.of(port.isEmpty() ? name : name + ':' + port) : Optional.empty();
  }

  /**
   * Refuses what is no header {@code Host} at all (RFC 9112, section 3.2). That it is missing or
   * empty is no fault of a request that needs no link.
   *
   * @throws FilesException BAD_REQUEST
   */
  public static void refuseForged(List<String> values) {
    String host = values.isEmpty() ? "" : values.get(0).strip();
    boolean nobody = host.isEmpty() || host.startsWith(NOBODY_SENT + ':');
    if (values.size() > 1 || (!nobody && parse(values).isEmpty())) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "Host: expected a name or address, and a port from 1 to 65535");
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= MAX_PORT;
  }

  private static boolean isIpv6(String literal) {
    try {
      // In brackets it is never looked up.
      return InetAddress.getByName(literal) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isName(String name) {
    // One dot at the end is the root of the names.
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String[] labels = relative.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    // What ends in a number is read as an IPv4 address by every browser.
    return relative.length() <= MAX_NAME_CHARS
        && (!NUMBER.matcher(labels[labels.length - 1]).matches() || isIpv4(labels));
  }

  private static boolean isIpv4(String[] labels) {
    for (String label : labels) {
      if (label.length() > 3 || !NUMBER.matcher(label).matches() || Integer.parseInt(label) > 255) {
        return false;
      }
    }
    return labels.length == 4;
  }
}
