package dev.files.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.protocol.messages.Ping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings of nodes that have heard more, or less, of a database than it knows of them. */
class RanBackPingTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final NodesInTransactions records = new NodesInTransactions();
  private TestDatabase db;
  private Registry registry;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    registry =
        TestRegistry.of(db, records, Map.of(), (node, chunks) -> {}, List::of, System::nanoTime);
  }

  /** A ping of a node that heard of so many recorded pings. */
  private static Ping knowing(String id, long pings) {
    return knowing(id, "i", pings);
  }

  private static Ping knowing(String id, String instance, Long pings) {
    return new Ping(
        id,
        instance,
        "http://127.0.0.1:" + Math.abs(id.hashCode() % 1000),
        null,
        "host",
        "",
        100,
        10,
        3,
        "1",
        List.of(),
        null,
        2,
        null,
        null,
        pings,
        null);
  }

  private Optional<String> ranBack() {
    return new History(db.database()).ranBack().map(History.RanBack::reason);
  }

  @Test
  void countsThePingsOfEachNode() {
    assertThat(registry.ping(knowing(ID, "i", null)).pings()).isEqualTo(1);
    assertThat(registry.ping(knowing(ID, "i", null)).pings()).isEqualTo(2);
    assertThat(registry.ping(knowing("f".repeat(32), 0)).pings()).isEqualTo(1);
    // So that another process may speak for the node.
    db.run("UPDATE node SET last_ping = last_ping - interval '1 minute'");
    assertThat(registry.ping(knowing(ID, "j", null)).pings()).isEqualTo(3);
    assertThat(ranBack()).isEmpty();
  }

  @Test
  void aNodeThatMissedAnAnswerOrForgotSomeSaysNothingOfTheDatabase() {
    registry.ping(knowing(ID, 0));
    registry.ping(knowing(ID, 1));
    registry.ping(knowing(ID, 1));
    assertThat(registry.ping(knowing(ID, 0)).pings()).isEqualTo(4);
    assertThat(ranBack()).isEmpty();
  }

  @Test
  void knowsThatTheDatabaseWentBackInTimeUntilAnOperatorHasLooked() {
    registry.ping(knowing(ID, 0));
    assertThat(registry.ping(knowing(ID, 7)).pings()).isEqualTo(8);
    assertThat(ranBack().orElseThrow())
        .isEqualTo("node " + ID + " knows that 7 of its pings were recorded, the database of 1");
    // The count is made up for; that rows are lost is not.
    assertThat(registry.ping(knowing(ID, 8)).pings()).isEqualTo(9);
    assertThat(ranBack()).isPresent();
    new History(db.database()).recovered();
    assertThat(registry.ping(knowing(ID, 9)).pings()).isEqualTo(10);
    assertThat(ranBack()).isEmpty();
  }

  @Test
  void aDatabaseThatHasNotHeardOfANodeThatItRecordedIsAnother() {
    registry.ping(knowing("f".repeat(32), 3));
    assertThat(ranBack()).isPresent();
  }
}
