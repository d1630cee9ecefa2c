package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A setting that nobody can read of is none. */
class DocumentedSettingsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern IN_CODE = Pattern.compile("\"(FILES_[A-Z0-9_]*[A-Z0-9])\"");
  private static final Pattern IN_SCRIPTS = Pattern.compile("env\\.(FILES_[A-Z0-9_]+)");
  private static final Pattern IN_DOCS = Pattern.compile("`(FILES_[A-Z0-9_]+)`");

  @Test
  void everySettingStandsInATable() throws IOException {
    Set<String> read = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(dir -> Files.exists(dir.resolve("src/main"))).toList()) {
        read.addAll(names(IN_CODE, files(module.resolve("src/main"), ".java")));
        read.addAll(names(IN_SCRIPTS, files(module.resolve("src/main"), ".cli")));
      }
    }
    assertThat(read).hasSizeGreaterThan(50);
    read.removeAll(
        names(
            IN_DOCS,
            List.of(ROOT.resolve("docs/operations.md"), ROOT.resolve("wildfly-config/README.md"))));
    assertThat(read).as("read, but in no table").isEmpty();
  }

  private static List<Path> files(Path tree, String ending) throws IOException {
    try (Stream<Path> found = Files.walk(tree)) {
      return found.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private static Set<String> names(Pattern pattern, List<Path> files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : files) {
      Matcher matcher = pattern.matcher(Files.readString(file));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
