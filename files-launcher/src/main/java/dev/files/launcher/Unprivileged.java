package dev.files.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. A user namespace without a mapping lets root's files be used
 * under another id; where the machine forbids those (many containers do), the user nobody runs it
 * and gets the files.
 */
enum Unprivileged {
  AS_IS,
  USER_NAMESPACE,
  NOBODY;

  /** The id of the user nobody nearly everywhere; needs no entry in /etc/passwd. */
  private static final String NOBODY_ID = "65534";

  private static final int PROGRAM_SECONDS = 30;

  static Unprivileged here() {
    try {
      if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
        return AS_IS;
      }
    } catch (IOException e) {
      throw new LauncherException("cannot tell which user this is", e);
    }
    if (succeeds(List.of("unshare", "-U", "true"))) {
      return USER_NAMESPACE;
    }
    if (succeeds(NOBODY.command(List.of("true")))) {
      return NOBODY;
    }
    throw new LauncherException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here: call ./files as"
            + " another user");
  }

  List<String> command(List<String> command) {
    List<String> full =
        new ArrayList<>(
            switch (this) {
              case AS_IS -> List.of();
              case USER_NAMESPACE -> List.of("unshare", "-U");
              case NOBODY ->
                  List.of("setpriv", "--reuid", NOBODY_ID, "--regid", NOBODY_ID, "--clear-groups");
            });
    full.addAll(command);
    return full;
  }

  /** Gives a directory to whoever runs the command. */
  void own(Path dir) {
    if (this == NOBODY
        && !succeeds(List.of("chown", "-R", NOBODY_ID + ":" + NOBODY_ID, dir.toString()))) {
      throw new LauncherException("cannot give " + dir + " to the user nobody");
    }
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
