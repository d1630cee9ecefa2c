package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code verify} and {@code salvage} against a front that says what a test wants. */
class VerifyCommandTest extends ElsewhereTest {
  private static final String NODE = "1".repeat(32);
  private static final String CHUNK =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String NOTHING =
      "{\"checked\":1,\"bytes\":0,\"underWay\":0,\"findings\":[]}";
  private static final String ORPHAN =
      "{\"checked\":1,\"bytes\":0,\"underWay\":0,\"findings\":[{\"kind\":\"orphan\",\"chunk\":\""
          + CHUNK
          + "\",\"bytes\":5,\"detail\":\"no row\"}]}";

  @BeforeEach
  void beSound() {
    answers.put(
        "/admin/nodes", "[" + node(NODE, "active") + "," + node("2".repeat(32), "retired") + "]");
    answers.put("/admin/verify/contents", NOTHING);
    answers.put("/admin/verify/nodes/" + NODE + "?bytes=false", NOTHING);
    answers.put("/admin/verify/nodes/" + NODE, ORPHAN);
  }

  private static String node(String id, String state) {
    return "{\"id\":\""
        + id
        + "\",\"url\":\"http://node\",\"state\":\""
        + state
        + "\",\"lastPing\":\"2030-01-01T00:00:00Z\"}";
  }

  @Test
  void endsWith0WhenAllIsSound() {
    assertThat(run("verify")).isZero();
    assertThat(out).hasToString("1 contents and 1 copies compared, 0 MiB read: all is sound\n");
  }

  @Test
  void endsWith1AndTellsWhatItFound() {
    answers.put("/admin/verify/nodes/" + NODE + "?bytes=true", ORPHAN);
    assertThat(run("verify", "--bytes")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("orphan  http://node  " + CHUNK + "  no row\n")
        .endsWith(": 1 findings\n");
  }

  @Test
  void endsWith2WhenNotAllCouldBeAsked() {
    answers.remove("/admin/verify/nodes/" + NODE + "?bytes=false");
    assertThat(run("verify", "--json")).isEqualTo(2);
    assertThat(out.toString())
        .startsWith("{\"kind\":\"unasked\",\"node\":\"http://node\",\"detail\":\"it is away\"}\n")
        .contains("\"sound\":false", "\"unasked\":1");
    front.stop(0);
    assertThat(run("verify")).isEqualTo(2);
  }

  @Test
  void goesFromPageToPage() {
    String path = "/admin/verify/nodes/" + NODE + "?bytes=false";
    answers.put(path, NOTHING.replace("}", ",\"next\":\"" + CHUNK + "\"}"));
    answers.put(path + "&after=" + CHUNK, ORPHAN);
    answers.put("/admin/verify/contents", NOTHING.replace("}", ",\"next\":\"7\"}"));
    answers.put("/admin/verify/contents?after=7", NOTHING);
    assertThat(run("verify")).isEqualTo(1);
    assertThat(out.toString()).contains("2 contents and 2 copies compared");
    assertThat(asked).doesNotHaveDuplicates();
  }

  @Test
  void savesWhatNothingNamesAndRefusesWhatIsNotIt() throws IOException {
    String bytes = "/admin/verify/nodes/" + NODE + "/chunks/" + CHUNK;
    Path saved = directory.resolve("saved");
    answers.put(bytes, "jello");
    assertThat(run("salvage", "--to", saved.toString())).isZero();
    assertThat(saved.resolve(CHUNK)).doesNotExist();
    answers.put(bytes, "hello");
    assertThat(run("salvage", "--to", saved.toString())).isZero();
    assertThat(saved.resolve(CHUNK)).hasContent("hello");
    assertThat(out.toString()).startsWith(CHUNK + " 5 http://node\n");
  }
}
