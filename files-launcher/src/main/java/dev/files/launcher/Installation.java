package dev.files.launcher;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build put what the servers run. */
record Installation(Path root) {
  /** The root of the project: given as property {@code files.root}, else found above this class. */
  static Installation find() {
    String given = System.getProperty("files.root");
    if (given != null) {
      return new Installation(Path.of(given).toAbsolutePath().normalize());
    }
    try {
      Path here =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path dir = here.toAbsolutePath(); dir != null; dir = dir.getParent()) {
        if (Files.exists(dir.resolve("wildfly-config").resolve("pom.xml"))) {
          return new Installation(dir);
        }
      }
    } catch (URISyntaxException e) {
      throw new LauncherException("cannot tell where this program lies", e);
    }
    throw new LauncherException("cannot find the project: start with the script ./files");
  }

  Path wildfly() {
    return built("wildfly-config/target/wildfly");
  }

  Path frontArchive() {
    return built("files-ear/target/files.ear");
  }

  Path nodeArchive() {
    return built("storage-node-war/target/storage-node.war");
  }

  Path balancerArchive() {
    return built("files-balancer/target/files-balancer.war");
  }

  /** Where the PostgreSQL binaries are unpacked. */
  Path postgres() {
    return root.resolve("files-launcher/target/postgres");
  }

  private Path built(String path) {
    Path found = root.resolve(path);
    if (!Files.exists(found)) {
      throw new LauncherException(found + " is missing, build it with ./mvnw package");
    }
    return found;
  }
}
