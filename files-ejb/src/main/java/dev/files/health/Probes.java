package dev.files.health;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.History;
import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** The checks themselves; each may wait, and throws when what it asks for does not answer. */
final class Probes {
  static final String DATABASE = "database";
  static final String BROKER = "broker";
  static final String NODES = "nodes";
  static final String HISTORY = "history";
  static final String DEAD_LETTERS = "dead letters";

  /** Dead letters are counted up to here: more is not worse. */
  private static final int MOST_COUNTED = 1000;

  /** Of nodes that are not there: with more missing, their number says enough. */
  private static final int MOST_NAMED = 20;

  private Probes() {}

  static List<Probe> of(
      Database database,
      ActiveNodes nodes,
      History history,
      NodeCalls calls,
      int writeQuorum,
      ConnectionFactory connections,
      Queue dead) {
    Knocking knocking = new Knocking();
    return List.of(
        new Probe(DATABASE, true, () -> database(database)),
        // Its messages are hints: without it second copies are made later, and nothing else
        // changes.
        new Probe(BROKER, false, () -> broker(connections)),
        new Probe(
            NODES,
            true,
            () -> {
              List<NodeView> active = nodes.active();
              Set<NodeId> refusing = knocking.refusing(active);
              refusing.forEach(calls::suspect);
              return nodes(active, refusing, nodes.silent(), writeQuorum);
            }),
        new Probe(HISTORY, false, () -> history(history)),
        new Probe(DEAD_LETTERS, false, () -> deadLetters(connections, dead)));
  }

  /**
   * A check by name.
   *
   * @param needed whether clients are turned away while it fails
   */
  record Probe(String name, boolean needed, Callable<Finding> ask) {}

  private static Finding database(Database database) {
    database.single(sql -> sql.first("SELECT 1 AS n", row -> row.integer("n")));
    return Finding.well(Map.of());
  }

  private static Finding broker(ConnectionFactory connections) throws JMSException {
    try (JMSContext context = connections.createContext()) {
      return Finding.well(Map.of("provider", context.getMetaData().getJMSProviderName()));
    }
  }

  /**
   * A node pings every few seconds and counts as active for some more; one that refuses connections
   * is not there, whenever it pinged.
   */
  static Finding nodes(
      List<NodeView> active, Set<NodeId> refusing, List<NodeId> silent, int writeQuorum) {
    List<NodeView> there = active.stream().filter(node -> !refusing.contains(node.id())).toList();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("active", there.size());
    data.put("needed", writeQuorum);
    data.put(
        "freeBytes",
        there.stream().filter(NodeView::takesChunks).mapToLong(NodeView::writableBytes).sum());
    name(data, "refusing", refusing);
    name(data, "silent", silent);
    return there.size() >= writeQuorum
        ? Finding.well(data)
        : Finding.ill(
            "Of the nodes " + there.size() + " are there, " + writeQuorum + " are needed to write",
            data);
  }

  private static void name(Map<String, Object> data, String what, Collection<NodeId> found) {
    if (!found.isEmpty()) {
      data.put(
          what,
          found.stream()
              .limit(MOST_NAMED)
              .map(NodeId::hex)
              .sorted()
              .collect(Collectors.joining(" ")));
    }
  }

  private static Finding history(History history) {
    return history
        .ranBack()
        .map(back -> Finding.ill(back.words()))
        .orElseGet(() -> Finding.well(Map.of()));
  }

  private static Finding deadLetters(ConnectionFactory connections, Queue dead)
      throws JMSException {
    try (JMSContext context = connections.createContext();
        QueueBrowser browser = context.createBrowser(dead)) {
      int count = 0;
      Enumeration<?> letters = browser.getEnumeration();
      while (count < MOST_COUNTED && letters.hasMoreElements()) {
        letters.nextElement();
        count++;
      }
      return count == 0
          ? Finding.well(Map.of("messages", 0))
          : Finding.ill(
              (count == MOST_COUNTED ? "At least " : "") + count + " messages were given up",
              Map.of("messages", count));
    }
  }
}
