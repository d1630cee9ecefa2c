package dev.files.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the processes of servers so that they outlive this program. */
final class Spawn {
  private static final Optional<Path> SETSID = onPath("setsid");

  /** Whatever a server writes, only its owner reads. */
  private static final List<String> CLOSED_TO_OTHERS =
      List.of("/bin/sh", "-c", "umask 077; exec \"$@\"", "sh");

  private Spawn() {}

  /**
   * Starts a server and returns at once.
   *
   * @param environment all of it, nothing is inherited
   * @param output the file that standard output and errors are appended to
   */
  static ProcessIdentity server(
      List<String> command, Map<String, String> environment, Path directory, Path output) {
    List<String> full = new ArrayList<>();
    // A session of its own: Ctrl-C and a closing terminal reach this program alone, which stops
    // the servers in order. The pid stays the server's, since setsid, sh and unshare exec.
    SETSID.ifPresent(setsid -> full.add(setsid.toString()));
    full.addAll(CLOSED_TO_OTHERS);
    full.addAll(command);
    try {
      Private.directory(output.getParent());
      if (!Files.exists(output)) {
        Private.file(output);
      }
      ProcessBuilder builder = new ProcessBuilder(full).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      return ProcessIdentity.of(process.pid())
          .orElseThrow(() -> new LauncherException("ended at once, see " + output));
    } catch (IOException e) {
      throw new LauncherException("cannot start " + command.get(0), e);
    }
  }

  static Optional<Path> onPath(String program) {
    for (String dir : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      Path file = Path.of(dir, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
