package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A cluster of the last build that spoke version 1 between its servers is upgraded server by
 * server, with its data, while it is used.
 */
class UpgradeIT {
  /** The last commit before calls named their nodes. */
  private static final String BEFORE = "6e9152cbb4345bed8c787dc0a1c659318134a8e5";

  private static final Path ROOT = Path.of(System.getProperty("files.root"));
  private static final int MIB = 1 << 20;

  @Test
  void keepsEveryFileAndServesWhileServersOfTwoVersionsWorkSideBySide() throws Exception {
    Path before = builtBefore();
    try (Cluster cluster = Cluster.start(Cluster.Plan.named("upgrade", 13_000).fronts(2), before)) {
      Map<String, TestBytes> files = new ConcurrentHashMap<>();
      for (String layout : List.of("fixed", "equal", "whole")) {
        store(
            cluster.client(1),
            files,
            "f?layout=" + layout,
            new TestBytes(layout.hashCode(), 9 * MIB));
      }
      check(cluster, files);
      cluster.use(ROOT);
      cluster.migrate();

      // One node first, then a front, then the others: every pair of versions meets.
      try (Use use = new Use(cluster, files)) {
        for (String server : List.of("node-1", "front-1", "node-2", "node-3", "front-2")) {
          use.awaitRounds(1);
          cluster.stop(server);
          cluster.start(server);
        }
        use.awaitRounds(2);
      }
      check(cluster, files);
      FilesClient last = cluster.client(2);
      for (String id : files.keySet()) {
        assertThat(last.metadata(id).path("size").asLong()).isPositive();
      }
    }
  }

  private static void store(
      FilesClient client, Map<String, TestBytes> files, String name, TestBytes bytes)
      throws IOException {
    files.put(client.uploadStream(name, bytes).get("id").asText(), bytes);
  }

  private static void check(Cluster cluster, Map<String, TestBytes> files) throws IOException {
    for (int front = 1; front <= 2; front++) {
      FilesClient client = cluster.client(front);
      for (Map.Entry<String, TestBytes> file : files.entrySet()) {
        assertThat(client.downloadHash(file.getKey(), FilesClient.Progress.NONE))
            .as("file %s by front %d", file.getKey(), front)
            .isEqualTo(file.getValue().sha256());
      }
    }
  }

  /** Somebody who stores and reads by whatever front is up; what was acknowledged must be read. */
  private static final class Use implements AutoCloseable {
    private final Cluster cluster;
    private final Map<String, TestBytes> files;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final List<FilesClient> fronts;
    private final Thread thread = new Thread(this::run, "use");
    private volatile CountDownLatch rounds = new CountDownLatch(1);

    Use(Cluster cluster, Map<String, TestBytes> files) {
      this.cluster = cluster;
      this.files = files;
      this.fronts = List.of(cluster.client(1), cluster.client(2));
      thread.start();
    }

    /** Waits until so many more rounds succeeded. */
    void awaitRounds(int count) throws InterruptedException {
      CountDownLatch wanted = new CountDownLatch(count);
      rounds = wanted;
      if (!wanted.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing was stored and read for 60 s", trouble.get());
      }
    }

    private void run() {
      for (int seed = 1; !over.get(); seed++) {
        FilesClient front = fronts.get(seed % fronts.size());
        try {
          TestBytes bytes = new TestBytes(seed, MIB + seed);
          String id = front.uploadStream("during?layout=fixed", bytes).get("id").asText();
          files.put(id, bytes);
          if (!front.downloadHash(id, FilesClient.Progress.NONE).equals(bytes.sha256())) {
            throw new AssertionError("file " + id + " has other bytes");
          }
          rounds.countDown();
        } catch (IOException | AssertionError e) {
          // The front that is being replaced; the other one goes on.
          trouble.set(e);
        }
      }
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join(TimeUnit.SECONDS.toMillis(60));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      assertThat(thread.isAlive()).as("use of %s ended", cluster.data()).isFalse();
    }
  }

  /** A tree of the version before, built once. */
  private static Path builtBefore() throws IOException, InterruptedException {
    Path tree = ROOT.resolve("files-cluster-tests/target/before");
    Path done = tree.resolve("built");
    if (Files.exists(done)) {
      return tree;
    }
    boolean known = run(ROOT, "git", "cat-file", "-e", BEFORE + "^{commit}");
    if (!known && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("The history is not there: check out with all commits");
    }
    assumeTrue(known, "The history is not there, so no cluster of the version before can be built");
    Files.createDirectories(tree);
    assertThat(run(ROOT, "sh", "-c", "git archive " + BEFORE + " | tar -x -C '" + tree + "'"))
        .as("the sources of the version before")
        .isTrue();
    assertThat(
            run(
                tree,
                "./mvnw",
                "-B",
                "-q",
                "-ntp",
                "-DskipTests",
                "-pl",
                "files-launcher,wildfly-config,files-ear,storage-node-war",
                "-am",
                "package"))
        .as("the version before is built")
        .isTrue();
    Files.createFile(done);
    return tree;
  }

  private static boolean run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }
}
