package dev.files.bench.compare;

import dev.files.bench.load.LoadRunner;
import dev.files.bench.load.RunResult;
import java.io.IOException;

/** A server under load. */
record HttpContender(String name, LoadRunner runner, CleanUp afterRun) implements Contender {

  /** Something that may be removed. */
  @FunctionalInterface
  interface CleanUp {
    void run() throws IOException;
  }

  static HttpContender of(String name, LoadRunner runner) {
    return new HttpContender(name, runner, () -> {});
  }

  @Override
  public RunResult run() throws IOException, InterruptedException {
    return runner.run();
  }

  @Override
  public void cleanUp() throws IOException {
    afterRun.run();
  }
}
