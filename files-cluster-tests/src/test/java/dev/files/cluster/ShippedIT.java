package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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
  private static final Pattern REPLACED =
      Pattern.compile("netty-(?!xnio).*|jackson-(?!coreutils).*|undertow-(core|servlet|websockets).*");

  @Test
  void everyLibraryInOurArchivesIsListed() throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String archive :
        List.of("files-ear/target/files.ear", "storage-node-war/target/storage-node.war")) {
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
    for (String module : List.of("files-ear", "storage-node-war", "files-launcher", "sql")) {
      listed.addAll(bom(module).keySet());
    }
    found.values().removeIf(listed::contains);
    // Our own modules come out of this build.
    found.keySet().removeIf(name -> name.matches(".*[!/]files-[^/]*\\.jar"));
    assertThat(found).as("shipped, but not listed").isEmpty();
  }

  @Test
  void whatWasReplacedInTheServerIsThereAndTheOldIsNot() throws IOException {
    Map<String, List<Path>> jars = new HashMap<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("modules"))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        jars.computeIfAbsent(sha256(Files.readAllBytes(jar)), hash -> new ArrayList<>()).add(jar);
      }
    }
    List<Path> all = jars.values().stream().flatMap(List::stream).toList();
    List<String> missing = new ArrayList<>();
    List<Path> old = new ArrayList<>();
    bom("wildfly-config")
        .forEach(
            (hash, component) -> {
              String name = component.get("name").asText();
              // The distribution itself, and code for Linux that lies unpacked.
              if (name.equals("wildfly-dist") || name.equals("netty-transport-native-epoll")) {
                return;
              }
              if (!jars.containsKey(hash)) {
                missing.add(name + " " + component.get("version").asText());
              }
              Pattern any = Pattern.compile(Pattern.quote(name) + "-\\d[^/]*\\.jar");
              String version = component.get("version").asText();
              all.stream()
                  .filter(jar -> any.matcher(jar.getFileName().toString()).matches())
                  .filter(jar -> !jar.getFileName().toString().contains(version))
                  .forEach(old::add);
            });
    assertThat(missing).isEmpty();
    assertThat(old).isEmpty();
  }

  @Test
  void noServerUsesAJarThatShouldHaveBeenReplaced(Cluster cluster) throws IOException {
    Set<String> listed = bom("wildfly-config").keySet();
    Set<Path> used = new TreeSet<>();
    for (Cluster.Server server : cluster.status()) {
      try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
        for (Path descriptor : open.toList()) {
          Path file = Files.readSymbolicLink(descriptor);
          if (file.startsWith(HOME) && REPLACED.matcher(file.getFileName().toString()).matches()) {
            used.add(file);
          }
        }
      }
    }
    assertThat(used).hasSizeGreaterThan(8);
    for (Path jar : used) {
      assertThat(listed).as(jar.toString()).contains(sha256(Files.readAllBytes(jar)));
    }
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
