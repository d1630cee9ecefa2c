package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Compares every row with what the nodes have, through a front, and changes nothing.",
      "Ends with 0 when all is sound, 1 when something was found, 2 when it could not be done."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SOUND = 0;
  private static final int FOUND = 1;
  private static final int UNKNOWN = 2;

  @Spec CommandSpec spec;
  @Mixin FrontOption front;

  @Option(names = "--bytes", description = "reads every copy and compares its hash")
  boolean bytes;

  @Option(
      names = "--json",
      description = "each finding as a line of JSON; the last line counts them")
  boolean json;

  private long contents;
  private long copies;
  private long read;
  private long underWay;
  private long findings;
  private long unasked;

  @Override
  public Integer call() {
    Walk walk;
    try {
      walk = new Walk(front.administration());
      walk.pages("/admin/verify/contents", page -> contents += told("", page));
      for (NodeReport node : walk.nodes()) {
        copies(walk, node);
      }
    } catch (LauncherException e) {
      tell("", "unasked", Optional.empty(), e.getMessage());
      unasked++;
    }
    conclude();
    return findings > 0 ? FOUND : unasked > 0 ? UNKNOWN : SOUND;
  }

  private void copies(Walk walk, NodeReport node) {
    try {
      walk.pages(
          "/admin/verify/nodes/" + node.id() + "?bytes=" + bytes,
          page -> {
            copies += told(node.url(), page);
            Walk.progress(node.url() + ": " + copies + " copies, " + (read >> 20) + " MiB read");
          });
    } catch (LauncherException e) {
      // The others are looked at all the same.
      tell(node.url(), "unasked", Optional.empty(), e.getMessage());
      unasked++;
    }
  }

  /** Tells what a page found, and how much it looked at. */
  private long told(String url, JsonNode page) {
    read += page.path("bytes").asLong();
    underWay += page.path("underWay").asLong();
    for (JsonNode finding : page.path("findings")) {
      findings++;
      tell(
          url,
          finding.path("kind").asText(),
          Optional.ofNullable(finding.get("chunk")).map(JsonNode::asText),
          finding.path("detail").asText());
    }
    return page.path("checked").asLong();
  }

  private void tell(String url, String kind, Optional<String> chunk, String detail) {
    if (json) {
      ObjectNode line = JSON.createObjectNode().put("kind", kind);
      if (!url.isEmpty()) {
        line.put("node", url);
      }
      chunk.ifPresent(id -> line.put("chunk", id));
      print(line.put("detail", detail).toString());
    } else {
      print(
          String.join(
              "  ",
              (url.isEmpty() ? kind : kind + "  " + url),
              chunk.map(id -> id + "  " + detail).orElse(detail)));
    }
  }

  private void conclude() {
    Walk.progress("");
    if (json) {
      print(
          JSON.createObjectNode()
              .put("sound", findings == 0 && unasked == 0)
              .put("contents", contents)
              .put("copies", copies)
              .put("bytesRead", read)
              .put("underWay", underWay)
              .put("findings", findings)
              .put("unasked", unasked)
              .toString());
    } else {
      print(
          contents
              + " contents and "
              + copies
              + " copies compared, "
              + (read >> 20)
              + " MiB read: "
              + (findings > 0
                  ? findings + " findings"
                  : unasked > 0 ? "nothing found, but not all could be asked" : "all is sound")
              + (underWay > 0 ? " (" + underWay + " copies may belong to uploads under way)" : ""));
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
