package dev.files.bench.compare;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Picks the URLs of one node: a comparison with one nginx is fair to one node, not to several. */
final class NodeUris {
  private NodeUris() {}

  /** Those of the node that most of {@code uris} lead to; the first by name among equals. */
  static List<URI> ofBusiest(List<URI> uris) {
    Map<String, List<URI>> byNode =
        uris.stream()
            .collect(Collectors.groupingBy(URI::getAuthority, TreeMap::new, Collectors.toList()));
    int most = byNode.values().stream().mapToInt(List::size).max().orElse(0);
    return byNode.values().stream()
        .filter(list -> list.size() == most)
        .findFirst()
        .orElse(List.of());
  }
}
