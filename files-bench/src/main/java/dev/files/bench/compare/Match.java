package dev.files.bench.compare;

import dev.files.bench.load.RunResult;
import dev.files.bench.report.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The same load on several contenders, in turn: A, B, A, B. */
record Match(String name, List<Contender> contenders) {
  private static final long SYNC_TIMEOUT_SECONDS = 300;

  /** Plays all rounds; the first {@code warmup} of them do not count. */
  List<Summary> play(int warmup, int rounds) throws IOException, InterruptedException {
    Map<String, List<RunResult>> warm = new LinkedHashMap<>();
    for (int round = 0; round < warmup + rounds; round++) {
      for (Contender contender : contenders) {
        settle();
        RunResult result = contender.run();
        contender.cleanUp();
        if (round >= warmup) {
          warm.computeIfAbsent(contender.name(), n -> new ArrayList<>()).add(result);
        }
      }
    }
    List<Summary> summaries = new ArrayList<>();
    warm.forEach((target, runs) -> summaries.add(Summary.of(name, target, runs)));
    return summaries;
  }

  /** One side leaves dirty pages, the other forces: neither shall pay for the one before. */
  private static void settle() throws IOException, InterruptedException {
    Process sync = new ProcessBuilder("sync").inheritIO().start();
    if (!sync.waitFor(SYNC_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      sync.destroyForcibly();
      throw new IOException("sync did not end in " + SYNC_TIMEOUT_SECONDS + " s");
    }
  }
}
