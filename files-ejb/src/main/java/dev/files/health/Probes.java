package dev.files.health;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.History;
import dev.files.settings.FrontSettings;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;

/** The checks themselves; each may wait, and throws when what it asks for is not there. */
final class Probes {
  /** Dead letters are counted up to here: more is not worse. */
  private static final int MOST_COUNTED = 1000;

  private Probes() {}

  static List<Probe> of(
      Database database,
      ActiveNodes nodes,
      History history,
      FrontSettings settings,
      ConnectionFactory connections,
      Queue dead) {
    return List.of(
        new Probe("database", true, () -> database(database)),
        // Its messages are hints: without it second copies are made later, and nothing else
        // changes.
        new Probe("broker", false, () -> broker(connections)),
        new Probe("nodes", true, () -> nodes(nodes, settings.writeQuorum())),
        new Probe("history", false, () -> history(history)),
        new Probe("dead letters", false, () -> deadLetters(connections, dead)));
  }

  /**
   * A check by name.
   *
   * @param needed whether clients are turned away while it fails
   * @param ask answers a detail, or throws
   */
  record Probe(String name, boolean needed, Supplier<String> ask) {}

  private static String database(Database database) {
    database.single(sql -> sql.first("SELECT 1 AS n", row -> row.integer("n")));
    return "answers";
  }

  private static String broker(ConnectionFactory connections) {
    try (JMSContext context = connections.createContext()) {
      return "connected, " + context.getMetaData().getJMSProviderName();
    } catch (JMSException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static String nodes(ActiveNodes nodes, int quorum) {
    int active = nodes.active().size();
    if (active < quorum) {
      throw new IllegalStateException(active + " active, " + quorum + " are needed to write");
    }
    return active + " active";
  }

  private static String history(History history) {
    history
        .ranBack()
        .ifPresent(
            back -> {
              throw new IllegalStateException(back.words());
            });
    return "the database knows all that nodes know";
  }

  private static String deadLetters(ConnectionFactory connections, Queue dead) {
    try (JMSContext context = connections.createContext();
        QueueBrowser browser = context.createBrowser(dead)) {
      int count = 0;
      Enumeration<?> letters = browser.getEnumeration();
      while (count < MOST_COUNTED && letters.hasMoreElements()) {
        letters.nextElement();
        count++;
      }
      if (count > 0) {
        throw new IllegalStateException(
            (count == MOST_COUNTED ? "at least " : "") + count + " messages were given up");
      }
      return "none";
    } catch (JMSException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
