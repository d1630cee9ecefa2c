package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Uploads of what is being collected at the same instant: what was acknowledged is there. */
@ExtendWith(SharedCluster.class)
class CollectionIT {
  private static final int WORKERS = 8;
  private static final int ROUNDS = 15;

  @Test
  void theSameContentUploadedByManyWhileItIsCollected(Cluster cluster) throws Exception {
    long seed = System.nanoTime();
    byte[] bytes = new TestBytes(99, 5 * 1024 * 1024).array();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<List<JsonNode>>> results = new ArrayList<>();
      for (int w = 0; w < WORKERS; w++) {
        FilesClient files = cluster.client(1 + w % 2);
        SplittableRandom random = new SplittableRandom(seed + w);
        results.add(workers.submit(() -> work(files, bytes, random)));
      }
      List<JsonNode> kept = new ArrayList<>();
      for (Future<List<JsonNode>> result : results) {
        kept.addAll(result.get());
      }
      for (JsonNode file : kept) {
        assertThat(Arrays.equals(cluster.client().download(file.get("id").asText()), bytes))
            .as("seed %d, file %s", seed, file.get("id"))
            .isTrue();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  /**
   * Uploads, reads back and mostly deletes again, so that the content keeps losing its last user.
   */
  private static List<JsonNode> work(FilesClient files, byte[] bytes, SplittableRandom random) {
    List<JsonNode> kept = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      JsonNode file = files.upload("same", bytes);
      String id = file.get("id").asText();
      assertThat(Arrays.equals(files.download(id), bytes)).isTrue();
      // Nothing is kept before, or the content would never lose its last user again.
      if (round == ROUNDS - 1 && random.nextBoolean()) {
        kept.add(file);
      } else {
        assertThat(files.delete(id, file.get("manageToken").asText()).statusCode()).isEqualTo(204);
      }
    }
    return kept;
  }
}
