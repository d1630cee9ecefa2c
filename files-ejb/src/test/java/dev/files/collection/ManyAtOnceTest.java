package dev.files.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.RecordedFile;
import dev.files.workers.Chore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same few contents uploaded and deleted by many at once while all of it is collected. */
@Timeout(300)
class ManyAtOnceTest {
  private static final int UPLOADERS = 6;
  private static final int FRONTS = 2;
  private static final int ROUNDS = 40;
  private static final String[] TEXTS = {"x", "y", "z"};

  @Test
  void neverNamesBytesThatAreGone() throws Exception {
    long seed = new Random().nextLong();
    World world = new World();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService executor = Executors.newFixedThreadPool(UPLOADERS + FRONTS);
    try {
      List<Future<List<RecordedFile>>> uploaders = new ArrayList<>();
      for (int i = 0; i < UPLOADERS; i++) {
        Random random = new Random(seed + i);
        uploaders.add(executor.submit(() -> upload(world, random)));
      }
      List<Future<Integer>> fronts = new ArrayList<>();
      for (int i = 0; i < FRONTS; i++) {
        fronts.add(executor.submit(() -> collect(world, stop)));
      }
      List<RecordedFile> kept = new ArrayList<>();
      for (Future<List<RecordedFile>> uploader : uploaders) {
        kept.addAll(uploader.get(240, TimeUnit.SECONDS));
      }
      stop.set(true);
      for (Future<Integer> front : fronts) {
        assertThat(front.get(60, TimeUnit.SECONDS)).isPositive();
      }
      world.runAll();
      world.assertNamesHaveBytes();
      for (RecordedFile file : kept) {
        world.assertReadable(file, file.file().chunkCount());
      }
      kept.forEach(world::delete);
      for (int i = 0; i < 2 * TEXTS.length; i++) {
        world.runAll();
      }
      world.assertNothingLeft();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      stop.set(true);
      executor.shutdownNow();
    }
  }

  private static List<RecordedFile> upload(World world, Random random) {
    List<RecordedFile> kept = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      World.Upload upload = world.upload();
      upload.store(TEXTS[random.nextInt(3)], TEXTS[random.nextInt(3)]);
      if (random.nextInt(5) == 0) {
        upload.abandon();
        continue;
      }
      RecordedFile file = upload.commit();
      if (random.nextInt(4) > 0 || i < ROUNDS - 2) {
        world.delete(file);
      } else {
        kept.add(file);
      }
    }
    return kept;
  }

  private static int collect(World world, AtomicBoolean stop) {
    List<Chore> chain = world.chain();
    int steps = 0;
    while (!stop.get()) {
      for (Chore chore : chain) {
        chore.step();
        steps++;
      }
    }
    return steps;
  }
}
