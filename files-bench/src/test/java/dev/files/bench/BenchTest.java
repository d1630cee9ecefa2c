package dev.files.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  @TempDir Path directory;
  private StoreServer store;
  private Path json;

  @BeforeEach
  void start() throws IOException {
    store = new StoreServer();
    json = directory.resolve("out.json");
    Files.writeString(directory.resolve("token"), "token-of-the-test\n");
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void putsDifferentBodiesWithManyClients() throws IOException {
    int code =
        run("put", base(), "--size", "300KiB", "--clients", "4", "--count", "10", "--verify", "9");
    assertThat(code).isZero();
    assertThat(store.bodies).hasSize(20);
    assertThat(store.bodies.values().stream().map(java.nio.ByteBuffer::wrap).distinct())
        .hasSize(20);
    JsonNode runs = new ObjectMapper().readTree(json.toFile()).at("/results/0/runs");
    assertThat(runs).hasSize(1);
    assertThat(runs.at("/0/requests").asLong()).isEqualTo(10);
    assertThat(runs.at("/0/bytes").asLong()).isEqualTo(10 * 300 * 1024);
    assertThat(runs.at("/0/serverCpuSeconds/self").asDouble()).isNotNegative();
  }

  @Test
  void getsWhatItPreparedAndCleansUp() {
    assertThat(run("get", base(), "--prepare", "3", "--size", "70000", "--count", "12")).isZero();
    assertThat(store.bodies).isEmpty();
  }

  @Test
  void speaksTheDialectOfFiles() {
    assertThat(
            run(
                "put",
                base(),
                "--dialect",
                "files",
                "--size",
                "16KiB",
                "--clients",
                "2",
                "--count",
                "8",
                "--verify",
                "2",
                "--delete",
                "--delete-header-file",
                "Authorization: Bearer @" + directory.resolve("token")))
        .isZero();
    assertThat(store.bodies).isEmpty();
  }

  @Test
  void asksForRedirectsOnceAndAheadOfTheRuns() {
    assertThat(
            run(
                "get",
                base(),
                "--dialect",
                "files",
                "--redirect",
                "--prepare",
                "2",
                "--size",
                "1MiB",
                "--count",
                "6",
                "--delete-header-file",
                "Authorization: Bearer @" + directory.resolve("token")))
        .isZero();
    assertThat(store.redirects).hasValue(2);
  }

  @Test
  void endsByTime() {
    assertThat(run("get", base(), "--prepare", "1", "--count", "1000000000", "--seconds", "0"))
        .isZero();
  }

  @Test
  void noticesWrongBytes() {
    store.corrupting = true;
    assertThat(run("get", base(), "--prepare", "1", "--count", "1")).isEqualTo(1);
    assertThat(run("put", base(), "--verify", "1")).isEqualTo(1);
  }

  @Test
  void checksADigest() throws IOException {
    store.bodies.put("/abc", new byte[] {'a', 'b', 'c'});
    String url = store.base() + "/abc";
    String digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(run("get", url, "--sha256", digest)).isZero();
    assertThat(run("get", url, "--sha256", digest.replace('b', 'c'))).isEqualTo(1);
  }

  @Test
  void failsWhenRequestsFail() {
    assertThat(run("get", store.base() + "/nothing")).isEqualTo(1);
    assertThat(run("get", "http://127.0.0.1:1/")).isEqualTo(1);
  }

  @Test
  void refusesToFillTheDisk() {
    assertThat(run("put", base(), "--size", "1GiB", "--count", "1000")).isEqualTo(1);
    assertThat(store.bodies).isEmpty();
  }

  @Test
  void measuresTheDisk() throws IOException {
    int code =
        Bench.execute(
            "disk",
            "--dir",
            directory.resolve("disk").toString(),
            "--count",
            "64",
            "--blocks",
            "2",
            "--runs",
            "1",
            "--json",
            json.toString());
    assertThat(code).isZero();
    JsonNode results = new ObjectMapper().readTree(json.toFile()).at("/results");
    assertThat(results).hasSize(2);
  }

  @Test
  void measuresOthersWhileSlowClientsComeAndGo() throws IOException {
    assertThat(slow()).isZero();
    assertThat(store.bodies).isEmpty();
    JsonNode results = new ObjectMapper().readTree(json.toFile()).at("/results");
    assertThat(results.at("/stages").findValuesAsText("name"))
        .containsExactly(
            "quiet",
            "2 stalled uploads",
            "these have gone",
            "2 downloads that read nothing",
            "these have gone",
            "2 uploads and downloads at 1 KiB/s",
            "these have gone",
            "1 stalled whole uploads",
            "these have gone",
            "7 of all kinds",
            "these have gone");
    assertThat(results.at("/stages/1/stage/there").asInt()).isEqualTo(2);
    assertThat(results.at("/stages/1/stage/figures/upload/p99Millis").asDouble()).isPositive();
    assertThat(results.at("/stages/1/stage/residentBytes/self").asLong()).isPositive();
  }

  @Test
  void failsWhenOthersAreNotAnsweredAsTheyShould() {
    store.pingStatus = 503;
    assertThat(slow()).isEqualTo(1);
  }

  private int slow() {
    return Bench.execute(
        "slow",
        base(),
        "--clients",
        "2",
        "--whole",
        "1",
        "--samples",
        "3",
        "--large",
        "1MiB",
        "--warmup",
        "1",
        "--json",
        json.toString(),
        "--pid",
        "self=" + ProcessHandle.current().pid(),
        "--delete-header-file",
        "Authorization: Bearer @" + directory.resolve("token"));
  }

  @Test
  void knowsItsCommands() {
    for (String command : List.of("put", "get", "disk", "nginx", "compare", "slow")) {
      assertThat(Bench.execute(command, "--help")).isZero();
    }
  }

  private String base() {
    return store.base().toString();
  }

  private int run(String... args) {
    String[] all = new String[args.length + 6];
    System.arraycopy(args, 0, all, 0, args.length);
    String pid = "self=" + ProcessHandle.current().pid();
    String[] common = {"--runs", "1", "--json", json.toString(), "--pid", pid};
    System.arraycopy(common, 0, all, args.length, common.length);
    return Bench.execute(all);
  }
}
