package dev.files.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One WildFly server: a base directory of its own on the common home. Configuration and archive are
 * copied fresh at each start; data and logs stay.
 */
record WildFly(Path home, Path base, Role role, String name) {
  /** What WildFly's own start script opens, less what only subsystems need that are not here. */
  private static final List<String> MODULE_OPTIONS =
      List.of(
          "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
          "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.security=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.management/javax.management=ALL-UNNAMED",
          "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

  /** What the JVM itself says; what the server logs is in the log beside it, which is bounded. */
  Path console() {
    return base.resolve("log").resolve("console.log");
  }

  /** Why the server ended, as far as it said so. */
  String lastWords() {
    LogTail jvm = LogTail.of(console());
    return jvm.tellsTrouble()
        ? jvm.reason()
        : LogTail.sinceStart(base.resolve("log").resolve("server.log")).reason();
  }

  /** Starts the server with these archives deployed; does not wait for it. */
  ProcessIdentity start(List<Path> archives, boolean tls, Map<String, String> environment) {
    String configuration =
        "standalone-" + role.label() + (tls && role != Role.BROKER ? "-tls" : "") + ".xml";
    prepare(configuration, archives);
    return Spawn.server(command(configuration, environment), environment, base, console());
  }

  /** What the deployment scanner noted down when a deployment failed; empty when none did. */
  List<Path> failedDeployments() {
    try (Stream<Path> found = Files.list(base.resolve("deployments"))) {
      return found.filter(path -> path.toString().endsWith(".failed")).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void prepare(String configuration, List<Path> archives) {
    try {
      for (String fresh : List.of("configuration", "deployments", "tmp", "data/content")) {
        Trees.delete(base.resolve(fresh));
      }
      Private.directory(base);
      Path from = home.resolve("standalone").resolve("configuration");
      Path to = Private.directory(base.resolve("configuration"));
      for (String file : List.of(configuration, "logging.properties")) {
        Private.copy(from.resolve(file), to.resolve(file));
      }
      Private.directory(base.resolve("log"));
      // One start, one console log, or the reason of an older failure would be told again.
      Files.deleteIfExists(console());
      Path deployments = Private.directory(base.resolve("deployments"));
      for (Path archive : archives) {
        Private.copy(archive, deployments.resolve(archive.getFileName()));
      }
    } catch (IOException e) {
      throw new LauncherException("cannot prepare " + name + " in " + base, e);
    }
  }

  private List<String> command(String configuration, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D[" + name + "]");
    String variable = "FILES_" + role.name() + "_JAVA_OPTS";
    String options = environment.getOrDefault(variable, defaultOptions()).strip();
    command.addAll(options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.net.preferIPv4Stack=true",
            "-Djava.awt.headless=true",
            "-Djboss.modules.system.pkgs=org.jboss.byteman"));
    command.addAll(MODULE_OPTIONS);
    command.addAll(
        List.of(
            "-Dorg.jboss.boot.log.file=" + base.resolve("log").resolve("server.log"),
            "-Dlogging.configuration=" + base.resolve("configuration/logging.properties").toUri(),
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.node.name=" + name,
            "--server-config=" + configuration));
    return command;
  }

  private String defaultOptions() {
    return switch (role) {
      case FRONT -> "-Xmx256m -XX:MaxDirectMemorySize=192m";
      case NODE, BALANCER -> "-Xmx128m -XX:MaxDirectMemorySize=128m";
      case BROKER -> "-Xmx128m -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC";
      case DATABASE -> throw new IllegalArgumentException("the database is no WildFly");
    };
  }
}
