package dev.files.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code ./files up}, {@code status}, {@code down}, {@code node kill node-1} … */
@Command(
    name = "files",
    description = "Runs a whole Files cluster on this machine.",
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      VerifyCommand.class,
      SalvageCommand.class,
      NodeCommand.class,
      PlanCommand.class,
      ServerCommand.Front.class,
      ServerCommand.Balancer.class,
      ServerCommand.Broker.class,
      ServerCommand.Database.class,
    },
    mixinStandardHelpOptions = true,
    versionProvider = Launcher.Version.class)
final class Launcher implements Runnable {
  @Spec CommandSpec spec;

  /** What every command takes. */
  static final class DataOption {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "data",
        description = "where everything of the cluster is kept (${DEFAULT-VALUE})")
    Path data;

    ClusterDir dir() {
      return new ClusterDir(data);
    }

    Cluster cluster(Progress progress) {
      return new Cluster(dir(), Installation.find(), progress);
    }
  }

  /** As the jar's manifest has it, from the build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Launcher.class.getPackage().getImplementationVersion();
      return new String[] {"files " + (version == null ? "unknown" : version)};
    }
  }

  // Held, or the level is forgotten with the logger. The launcher tells itself what was migrated.
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  public static void main(String[] args) {
    FLYWAY.setLevel(Level.SEVERE);
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Launcher())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Launcher::tell);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  // The reason goes on the last line, whatever was said before.
  private static int tell(
      Exception failure, CommandLine command, CommandLine.ParseResult parseResult) {
    PrintWriter err = command.getErr();
    if (!(failure instanceof LauncherException)) {
      failure.printStackTrace(err);
    }
    err.println("files: " + String.valueOf(failure.getMessage()).strip().replace('\n', ' '));
    err.flush();
    return 1;
  }
}
