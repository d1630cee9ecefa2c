package dev.files.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process, for ever: a pid alone is soon another's.
 *
 * @param pid the process id
 * @param born the machine's boot id and the tick since boot at which the process began
 *     (/proc/PID/stat, field 22); unlike a wall-clock time these never shift
 */
record ProcessIdentity(long pid, String born) {
  private static final Path PROC = Path.of("/proc");
  private static final Duration CHECK_PAUSE = Duration.ofMillis(50);

  /** A process that runs now; a zombie does not. */
  static Optional<ProcessIdentity> of(long pid) {
    return born(PROC, pid).map(born -> new ProcessIdentity(pid, born));
  }

  boolean isAlive() {
    return isAlive(PROC);
  }

  boolean isAlive(Path proc) {
    return born(proc, pid).filter(born::equals).isPresent();
  }

  /** Sends a signal ({@code TERM}, {@code INT}, {@code KILL}) unless the process has ended. */
  void signal(String name) {
    if (!isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new LauncherException("cannot signal process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end of the process, whoever's child it is; false when the time is up first. */
  boolean awaitEnd(Duration most) {
    Deadline deadline = Deadline.in(most);
    while (isAlive()) {
      if (deadline.isOver()) {
        return false;
      }
      deadline.pause(CHECK_PAUSE);
    }
    return true;
  }

  private static Optional<String> born(Path proc, long pid) {
    try {
      String stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
      // The second field is the name in brackets and may itself hold brackets and spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
      String state = fields[0];
      if (state.equals("Z") || state.equals("X")) {
        return Optional.empty();
      }
      String boot = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
      return Optional.of(boot + "/" + fields[19]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
