package dev.files.bench;

import dev.files.bench.report.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A cluster on this machine whose servers are killed, and where the figures go. */
final class LocalClusterOptions {
  @Option(
      names = "--cluster",
      required = true,
      description = "Data directory of the local cluster, which runs.")
  Path cluster;

  @Option(
      names = "--files",
      defaultValue = "./files",
      description = "The launcher that knows the cluster (default ${DEFAULT-VALUE}).")
  Path launcher;

  @Option(names = "--json", description = "Write the figures to this file.")
  Optional<Path> json = Optional.empty();

  void writeJson(Object result) throws IOException {
    if (json.isPresent()) {
      JsonFile.write(json.get(), result);
    }
  }
}
