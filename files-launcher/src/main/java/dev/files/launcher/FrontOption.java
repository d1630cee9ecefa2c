package dev.files.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose cluster a command asks: the one on this machine, or the one of a front elsewhere. */
final class FrontOption {
  @Mixin Launcher.DataOption data;

  @ArgGroup(exclusive = false)
  Elsewhere elsewhere;

  /** A front that {@code ./files} did not start. */
  static final class Elsewhere {
    @Option(
        names = "--url",
        paramLabel = "URL",
        required = true,
        description = "a front of another cluster")
    String url;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "has its admin token; otherwise FILES_ADMIN_TOKEN or FILES_ADMIN_TOKEN_FILE")
    Optional<Path> tokenFile = Optional.empty();
  }

  Administration administration() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (elsewhere != null) {
      elsewhere.tokenFile.ifPresent(
          file -> environment.put("FILES_ADMIN_TOKEN", ClusterDir.text(file)));
      return new Administration(elsewhere.url, environment);
    }
    ClusterState state = new StateFile(data.dir()).read();
    return new Administration(data.dir(), state, state.variables(environment));
  }
}
