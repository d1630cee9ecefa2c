package dev.files.bench.compare;

import dev.files.bench.load.RunResult;
import java.io.IOException;

/** One side of a {@link Match}. */
interface Contender {
  String name();

  RunResult run() throws IOException, InterruptedException;

  /** After each run and outside of its time. */
  default void cleanUp() throws IOException {}
}
