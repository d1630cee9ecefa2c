package dev.files.nodes;

import static dev.files.nodes.TestRegistry.ID;
import static dev.files.nodes.TestRegistry.ping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Ping;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings that say what no node says. */
class BadPingTest {
  private TestDatabase db;
  private Registry registry;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    registry =
        TestRegistry.of(
            db,
            new NodesInTransactions(),
            Map.of("FILES_NODE_URL_PATTERN", "http://(127\\.0\\.0\\.1|node):.*"),
            (node, chunks) -> {},
            List::of,
            System::nanoTime);
  }

  @Test
  void namesTheFieldThatIsWrong() {
    List<String> tooMany = Collections.nCopies(1001, "0".repeat(64));
    for (String url :
        List.of(
            "http://node:1?x",
            "http://node:1#x",
            "http://node:x@127.0.0.1",
            "http://node:70000",
            "http://node:1/\n",
            "http://node:1/" + "a".repeat(500))) {
      refused("url", ping(ID, "i", url));
    }
    refused(
        "publicUrl", new Ping(ID, "i", "http://node:1", "http:/x", "h", "z", 1, 1, 0, "1", null));
    refused("id", ping("x\ny", "i", "http://node:1"));
    refused("instance", ping(ID, "i".repeat(256), "http://node:1"));
    refused(
        "corrupt",
        new Ping(
            ID,
            "i",
            "http://node:1",
            null,
            "h",
            "",
            1,
            1,
            0,
            "1",
            Collections.singletonList(null)));
    refused("directory", ping("i", "x", 2));
    refused("protocol", ping("i", null, 0));
    refused("id", new Ping("x", "i", "http://node:1", null, "h", "z", 1, 1, 0, "1", List.of()));
    refused("id", new Ping(null, "i", "http://node:1", null, "h", "z", 1, 1, 0, "1", List.of()));
    refused("instance", new Ping(ID, null, "http://node:1", null, "h", "z", 1, 1, 0, "1", null));
    refused("url", new Ping(ID, "i", "ftp://node:1", null, "h", "z", 1, 1, 0, "1", null));
    refused("url", new Ping(ID, "i", "http://other:1", null, "h", "z", 1, 1, 0, "1", null));
    refused("url", new Ping(ID, "i", "http://u:p@node:1", null, "h", "z", 1, 1, 0, "1", null));
    refused("url", new Ping(ID, "i", null, null, "h", "z", 1, 1, 0, "1", null));
    refused("publicUrl", new Ping(ID, "i", "http://node:1", "x", "h", "z", 1, 1, 0, "1", null));
    refused("host", new Ping(ID, "i", "http://node:1", null, "", "z", 1, 1, 0, "1", null));
    refused("zone", new Ping(ID, "i", "http://node:1", null, "h", "a\nb", 1, 1, 0, "1", null));
    refused(
        "capacityBytes", new Ping(ID, "i", "http://node:1", null, "h", "", -1, 1, 0, "1", null));
    refused("usedBytes", new Ping(ID, "i", "http://node:1", null, "h", "", 1, -1, 0, "1", null));
    refused("inFlight", new Ping(ID, "i", "http://node:1", null, "h", "", 1, 1, -1, "1", null));
    refused("corrupt", new Ping(ID, "i", "http://node:1", null, "h", "", 1, 1, 0, "1", tooMany));
    refused(
        "corrupt", new Ping(ID, "i", "http://node:1", null, "h", "", 1, 1, 0, "1", List.of("")));
    refused(
        "writableBytes",
        new Ping(
            ID,
            "i",
            "http://127.0.0.1:1",
            null,
            "h",
            "z",
            1,
            1,
            0,
            "1",
            null,
            null,
            null,
            -1L,
            null,
            null,
            null));
    assertThat(db.number("SELECT count(*) AS n FROM node")).isZero();
  }

  private void refused(String field, Ping ping) {
    assertThatThrownBy(() -> registry.ping(ping))
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INVALID_VALUE);
              assertThat(e).hasMessageStartingWith(field + ":");
              assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            });
  }
}
