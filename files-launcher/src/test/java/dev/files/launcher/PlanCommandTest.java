package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest extends ElsewhereTest {
  private static final String ID = "0f0e0d0c-0b0a-0908-0706-050403020100";
  private static final String NODE = "1".repeat(32);

  private static String plan(String state, long done) {
    return "{\"id\":\""
        + ID
        + "\",\"kind\":\"rebalance\",\"state\":\""
        + state
        + "\",\"chunks\":9,\"bytes\":9437184,\"chunksDone\":"
        + done
        + ",\"bytesDone\":1048576,\"bytesPerSecond\":2097152,\"secondsLeft\":4000}";
  }

  @Test
  void showsThePlansThatThereAre() {
    answers.put("/admin/plans", "{\"plans\":[" + plan("running", 1) + "]}");
    assertThat(run("plan")).isZero();
    assertThat(out)
        .hasToString(
            ID
                + "  rebalance  running  1 of 9 chunks, 1.0 of 9.0 MiB, 2.0 MiB/s, 1 h 6 min left\n");
  }

  @Test
  void saysSoWhenThereIsNone() {
    answers.put("/admin/plans", "{\"plans\":[]}");
    assertThat(run("plan")).isZero();
    assertThat(out.toString()).contains("no plan yet");
  }

  @Test
  void looksAheadAndBeginsNothing() {
    answers.put(
        "/admin/plans",
        "{\"kind\":\"drain\",\"node\":\"n\",\"state\":\"preview\",\"chunks\":0,\"bytes\":0,"
            + "\"chunksDone\":0,\"bytesDone\":0,\"bytesPerSecond\":0,\"reason\":\"it is empty\"}");
    assertThat(run("plan", "drain", NODE, "--preview")).isZero();
    assertThat(asked)
        .containsExactly(
            "POST /admin/plans {\"kind\":\"drain\",\"node\":\"" + NODE + "\",\"preview\":true}");
    assertThat(out.toString())
        .startsWith("preview  drain of n  preview  0 of 0 chunks")
        .endsWith(": it is empty\n");
  }

  @Test
  void asksForMaintenance() {
    answers.put(
        "/admin/plans",
        "{\"kind\":\"maintenance\",\"node\":\"n\",\"state\":\"preview\",\"chunks\":7,"
            + "\"bytes\":1048576,\"secondsLeft\":7200,\"reason\":\"2 of its chunks …\"}");
    assertThat(run("plan", "maintenance", NODE, "--for", "2h", "--preview")).isZero();
    assertThat(asked.get(0)).contains("\"kind\":\"maintenance\"", "\"until\":\"2", "true");
    assertThat(out)
        .hasToString(
            "preview  maintenance of n  preview  7 chunks, 1.0 MiB on it, 2 h 0 min left"
                + ": 2 of its chunks …\n");
  }

  @Test
  void waitsForTheEnd() {
    answers.put("/admin/plans", plan("running", 1));
    answers.put("/admin/plans/" + ID, plan("done", 9));
    assertThat(run("plan", "rebalance", "--wait", "--json")).isZero();
    assertThat(out.toString()).contains("\"state\" : \"done\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "cancel"})
  void ordersAPlan(String order) {
    answers.put("/admin/plans/" + ID + "/" + order, plan("paused", 1));
    assertThat(run("plan", order, ID)).isZero();
    assertThat(asked).containsExactly("POST /admin/plans/" + ID + "/" + order);
  }

  @Test
  void tellsWhatTheFrontRefuses() {
    assertThat(run("plan", "rebalance")).isEqualTo(1);
    assertThat(err.toString()).contains("it is away");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan pause",
        "plan drain",
        "plan rebalance 5",
        "plan --wait",
        "plan rebalance --wait --preview",
        "plan pause 5 --preview",
        "plan maintenance 5",
        "plan maintenance 5 --for never",
        "plan drain 5 --for 2h",
        "plan dance"
      })
  void refusesWhatMakesNoSense(String words) {
    assertThat(run(words.split(" "))).isEqualTo(2);
    assertThat(asked).isEmpty();
  }
}
