package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is shipped is listed (CycloneDX, {@code target/bom.json} of each module that ships), by
 * hash; and where the list says that a jar of the server was replaced, the old one is nowhere.
 */
@ExtendWith(SharedCluster.class)
class ShippedIT {
  private static final Path ROOT = Path.of(System.getProperty("files.root"));
  private static final Path HOME = ROOT.resolve("wildfly-config/target/wildfly");

  /** Replaced as a whole: no jar of these that a server of ours uses is the distribution's. */
  private static final Pattern FAMILIES =
      Pattern.compile(
          "netty-(?!xnio).*|jackson-(?!coreutils).*|undertow-(core|servlet|websockets).*");

  @Test
  void everyLibraryInOurArchivesIsListed() throws IOException {
    assumeTrue(
        Files.exists(ROOT.resolve("files-ear/target/bom.json")),
        "Maven was offline (-o), so nothing listed what is shipped: build online to check it");
    Map<String, String> found = new TreeMap<>();
    for (String archive :
        List.of(
            "files-ear/target/files.ear",
            "storage-node-war/target/storage-node.war",
            "files-balancer/target/files-balancer.war")) {
      try (InputStream in = Files.newInputStream(ROOT.resolve(archive))) {
        collect(archive, in, found);
      }
    }
    for (String libraries : List.of("files-launcher/target/lib", "sql/target/lib")) {
      try (Stream<Path> jars = Files.list(ROOT.resolve(libraries))) {
        for (Path jar : jars.toList()) {
          found.put(libraries + "/" + jar.getFileName(), sha256(Files.readAllBytes(jar)));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(20);
    Set<String> listed = new TreeSet<>();
    for (String module :
        List.of("files-ear", "storage-node-war", "files-balancer", "files-launcher", "sql")) {
      listed.addAll(bom(module).keySet());
    }
    found.values().removeIf(listed::contains);
    // Our own modules come out of this build.
    found.keySet().removeIf(name -> name.matches(".*[!/]files-[^/]*\\.jar"));
    assertThat(found).as("shipped, but not listed").isEmpty();
  }

  @Test
  void whatWasReplacedInTheServerIsThereAndTheOldIsNot() throws IOException {
    Set<String> replaced = replaced();
    Set<String> artifacts = new TreeSet<>();
    replaced.forEach(jar -> artifacts.add(artifact(jar)));
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("modules"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar") && artifacts.contains(artifact(name)))
          .forEach(found::add);
    }
    assertThat(found).isEqualTo(replaced);
  }

  @Test
  void noServerUsesAJarThatShouldHaveBeenReplaced(Cluster cluster) throws IOException {
    Set<String> used = new TreeSet<>();
    for (Cluster.Server server : cluster.status()) {
      try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
        for (Path descriptor : open.toList()) {
          Path file = Files.readSymbolicLink(descriptor);
          String name = String.valueOf(file.getFileName());
          if (file.startsWith(HOME) && FAMILIES.matcher(name).matches()) {
            used.add(name);
          }
        }
      }
    }
    assertThat(used).hasSizeGreaterThan(8);
    assertThat(replaced()).containsAll(used);
  }

  /** The jars that the build put in the place of the distribution's. */
  private static Set<String> replaced() throws IOException {
    return new TreeSet<>(
        Files.readAllLines(ROOT.resolve("wildfly-config/target/wildfly.replaced")));
  }

  private static String artifact(String jar) {
    return jar.replaceFirst("-\\d.*", "");
  }

  private static void collect(String where, InputStream archive, Map<String, String> found)
      throws IOException {
    ZipInputStream zip = new ZipInputStream(archive);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      String name = where + "!" + entry.getName();
      if (name.endsWith(".war")) {
        collect(name, zip, found);
      } else if (name.endsWith(".jar")) {
        found.put(name, sha256(zip.readAllBytes()));
      }
    }
  }

  /** The components of a module, by their SHA-256. */
  private static Map<String, JsonNode> bom(String module) throws IOException {
    JsonNode bom = FilesClient.JSON.readTree(ROOT.resolve(module + "/target/bom.json").toFile());
    Map<String, JsonNode> components = new HashMap<>();
    for (JsonNode component : bom.path("components")) {
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          components.put(hash.path("content").asText(), component);
        }
      }
    }
    assertThat(components).as(module).isNotEmpty();
    return components;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
