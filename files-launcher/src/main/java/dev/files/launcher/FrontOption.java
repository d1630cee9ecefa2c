package dev.files.launcher;

import java.util.Map;
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
        description = "a front of another cluster; FILES_ADMIN_TOKEN (or …_FILE) is its token")
    String url;
  }

  Administration administration() {
    Map<String, String> environment = System.getenv();
    if (elsewhere != null) {
      return new Administration(elsewhere.url, environment);
    }
    ClusterState state = new StateFile(data.dir()).read();
    return new Administration(data.dir(), state, state.variables(environment));
  }
}
