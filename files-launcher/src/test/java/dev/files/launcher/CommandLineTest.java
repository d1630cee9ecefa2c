package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void refusesAClusterWithoutNodes() {
    assertThat(run("up", "--nodes", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--nodes must be from 1 to 20, not 0");
  }

  @Test
  void saysWhichCommandsThereAre() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("up", "status", "down", "node", "database");
  }

  @Test
  void refusesAServerOfAnotherRole() {
    assertThat(run("node", "kill", "front-1")).isEqualTo(2);
    assertThat(err.toString()).contains("NAME must be like node-1");
  }

  @Test
  void endsWithTheReasonOnTheLastLine() {
    assertThat(run("node", "kill", "node-1")).isEqualTo(1);
    assertThat(err.toString().strip().lines().reduce((first, last) -> last).orElse(""))
        .startsWith("files: no cluster was started here yet");
  }

  @Test
  void makesNoDirectoryForAClusterThatWasNeverStarted() {
    Path nowhere = temporary.resolve("nowhere");
    for (String role : List.of("node", "front", "broker", "database")) {
      for (String action : List.of("start", "stop", "kill")) {
        String name = role.equals("node") || role.equals("front") ? role + "-1" : role;
        assertThat(runIn(nowhere, role, action, name)).as(role + " " + action).isEqualTo(1);
      }
    }
    assertThat(err.toString())
        .contains("no cluster was started here yet: there is no directory " + nowhere);
    assertThat(runIn(nowhere, "down")).isZero();
    assertThat(runIn(nowhere, "status")).isZero();
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void leavesADirectoryWithoutAClusterAsItIs() {
    assertThat(run("down")).isZero();
    assertThat(run("node", "kill", "node-1")).isEqualTo(1);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void tellsItsVersion() {
    assertThat(Launcher.commandLine().setOut(new PrintWriter(out, true)).execute("--version"))
        .isZero();
    assertThat(out.toString()).startsWith("files ");
  }

  @Test
  void printsNothingButTheArrayAsJson() throws IOException {
    new ClusterDir(temporary).create();
    new StateFile(new ClusterDir(temporary))
        .update(
            none ->
                new ClusterState(
                    true,
                    0,
                    Map.of(),
                    List.of(ServerRecord.stopped(Role.NODE, 1, "http://127.0.0.1:8130"))));
    assertThat(run("status", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "[{\"role\":\"node\",\"name\":\"node-1\",\"pid\":null,"
                        + "\"url\":\"http://127.0.0.1:8130\",\"state\":\"stopped\",\"ready\":false,"
                        + "\"data\":\""
                        + temporary.resolve("node-1/chunks")
                        + "\"}]"));
  }

  private int run(String... arguments) {
    return runIn(temporary, arguments);
  }

  private int runIn(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.isEmpty()) {
      all.addAll(List.of("--data", data.toString()));
    }
    CommandLine command = Launcher.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(all.toArray(String[]::new));
  }
}
