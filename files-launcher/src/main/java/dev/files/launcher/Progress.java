package dev.files.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells a person what is going on, on standard error; standard output is for results. */
record Progress(PrintStream out, long startNanos) {
  static Progress toPeople() {
    return new Progress(System.err, System.nanoTime());
  }

  void say(String what) {
    out.println(what);
    out.flush();
  }

  /** Says it with the time that has passed since the beginning. */
  void timed(String what) {
    Duration passed = Duration.ofNanos(System.nanoTime() - startNanos);
    say(String.format(Locale.ROOT, "%6.1f s  %s", passed.toMillis() / 1000.0, what));
  }
}
