package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;

/** A verification, page by page: the front remembers nothing, so the place is kept here. */
record Walk(Administration administration) {
  /** Those that are to have what the rows say: the others' copies do not count. */
  List<NodeReport> nodes() {
    return administration.nodes().stream()
        .filter(node -> !node.state().equals("retired") && !node.state().equals("lost"))
        .toList();
  }

  /**
   * Goes through all pages.
   *
   * @param path with or without a query
   */
  void pages(String path, Consumer<JsonNode> each) {
    String next = "";
    do {
      String after = next.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "after=" + next;
      JsonNode page = administration.get(path + after);
      each.accept(page);
      next = page.path("next").asText();
    } while (!next.isEmpty());
  }

  /** Shows a person how far it is, on one line; nothing when nobody looks. */
  static void progress(String line) {
    if (CommandLine.Help.Ansi.AUTO.enabled()) {
      System.err.print("\r\033[K" + line);
      System.err.flush();
    }
  }
}
