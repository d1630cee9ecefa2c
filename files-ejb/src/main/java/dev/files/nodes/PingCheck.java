package dev.files.nodes;

import dev.files.protocol.ChunkId;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.config.NodeUrls;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.WorkerReport;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses a ping: nothing that came over the wire is believed, every component may be missing. */
final class PingCheck {
  private static final int MAX_URL_CHARS = 512;
  private static final int MAX_NAME_CHARS = 255;
  private static final Pattern CONTROL = Pattern.compile(".*\\p{Cntrl}.*", Pattern.DOTALL);

  private final Pattern nodeUrls;

  /**
   * Makes a check.
   *
   * @param nodeUrls what the URL of a node must match as a whole
   */
  PingCheck(Pattern nodeUrls) {
    this.nodeUrls = nodeUrls;
  }

  /**
   * Parses every component.
   *
   * @throws FilesException INVALID_VALUE that names the field
   */
  CheckedPing check(Ping ping) {
    return new CheckedPing(
        id(ping.id()),
        name("instance", ping.instance(), 1),
        url("url", ping.url(), true),
        // Clients use it, servers never connect to it, so the pattern does not bind it.
        ping.publicUrl() == null
            ? url("url", ping.url(), true)
            : url("publicUrl", ping.publicUrl(), false),
        name("host", ping.host(), 1),
        ping.zone() == null ? "" : name("zone", ping.zone(), 0),
        atLeastZero("capacityBytes", ping.capacityBytes()),
        atLeastZero("usedBytes", ping.usedBytes()),
        (int) atLeastZero("inFlight", ping.inFlight()),
        ping.version() == null ? "" : name("version", ping.version(), 0),
        corrupt(ping.corrupt()),
        start(ping.directory(), ping.protocol()),
        Optional.ofNullable(ping.writableBytes()).map(bytes -> atLeastZero("writableBytes", bytes)),
        Ping.UNWELL.equals(ping.state()),
        ping.pings() == null ? 0 : atLeastZero("pings", ping.pings()),
        ping.workers() == null ? List.of() : workers(ping.workers()));
  }

  private static List<WorkerReport> workers(List<WorkerReport> reports) {
    if (reports.size() > Ping.MAX_WORKERS) {
      throw invalid("workers", "at most " + Ping.MAX_WORKERS, reports.size() + " workers");
    }
    return reports.stream().map(PingCheck::worker).toList();
  }

  private static WorkerReport worker(WorkerReport report) {
    String name = name("workers.name", report.name(), 1);
    if (name.length() > WorkerReport.MAX_NAME_CHARS) {
      throw invalid(
          "workers.name", "at most " + WorkerReport.MAX_NAME_CHARS + " characters", shown(name));
    }
    return new WorkerReport(
        name,
        report.running(),
        report.paused(),
        atLeastZero("workers.steps", report.steps()),
        atLeastZero("workers.bytes", report.bytes()),
        report.lastError() == null ? null : oneLine(report.lastError()));
  }

  // Whatever went wrong on the node is to be seen, so nothing of it is refused.
  private static String oneLine(String error) {
    String line = error.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= WorkerReport.MAX_ERROR_CHARS
        ? line
        : line.substring(0, WorkerReport.MAX_ERROR_CHARS);
  }

  private static NodeStart start(String directory, Integer protocol) {
    if (protocol != null && protocol < NodeHeaders.UNNAMED) {
      throw invalid("protocol", "at least " + NodeHeaders.UNNAMED, protocol.toString());
    }
    return new NodeStart(
        Optional.ofNullable(directory)
            .map(
                text ->
                    DirectoryId.parse(text)
                        .orElseThrow(
                            () -> invalid("directory", "32 lower-case hex digits", shown(text)))),
        protocol == null ? NodeHeaders.UNNAMED : protocol);
  }

  private static NodeId id(String text) {
    if (text == null) {
      throw invalid("id", "32 lower-case hex digits", "nothing");
    }
    return NodeId.parse(text)
        .orElseThrow(() -> invalid("id", "32 lower-case hex digits", shown(text)));
  }

  private static String name(String field, String text, int least) {
    if (text == null
        || text.length() < least
        || text.length() > MAX_NAME_CHARS
        || CONTROL.matcher(text).matches()) {
      throw invalid(
          field,
          least + " to " + MAX_NAME_CHARS + " characters without control characters",
          text == null ? "nothing" : shown(text));
    }
    return text;
  }

  private URI url(String field, String text, boolean mustMatch) {
    if (text == null || text.length() > MAX_URL_CHARS) {
      throw invalid(field, "a URL of at most " + MAX_URL_CHARS + " characters", "none or longer");
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean plain =
          (scheme.equals("http") || scheme.equals("https"))
              && uri.getHost() != null
              && uri.getPort() <= 65_535
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (plain && (!mustMatch || nodeUrls.matcher(text).matches())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw invalid(
        field,
        "an http or https URL, of a node one that " + NodeUrls.SETTING + " allows",
        shown(text));
  }

  private static long atLeastZero(String field, long value) {
    if (value < 0) {
      throw invalid(field, "at least 0", Long.toString(value));
    }
    return value;
  }

  private static List<ChunkId> corrupt(List<String> texts) {
    if (texts == null) {
      return List.of();
    }
    if (texts.size() > Ping.MAX_CORRUPT) {
      throw invalid("corrupt", "at most " + Ping.MAX_CORRUPT + " ids", texts.size() + " ids");
    }
    List<ChunkId> ids = new ArrayList<>();
    for (String text : texts) {
      if (text == null) {
        throw invalid("corrupt", "64 lower-case hex digits each", "null");
      }
      ids.add(
          ChunkId.parse(text)
              .orElseThrow(() -> invalid("corrupt", "64 lower-case hex digits each", shown(text))));
    }
    return ids;
  }

  private static String shown(String text) {
    String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  private static FilesException invalid(String field, String expected, String found) {
    return new FilesException(
        ProblemType.INVALID_VALUE, field + ": expected " + expected + "; found " + found);
  }
}
