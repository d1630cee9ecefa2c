package dev.files.bench;

import dev.files.bench.load.Dialect;
import dev.files.bench.load.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How to talk to the target. */
final class TargetOptions {
  @Option(
      names = "--dialect",
      defaultValue = "plain",
      description =
          "plain: PUT and GET of URL/NAME (WebDAV); files: PUT of URL/upload/NAME (default plain).")
  String dialect;

  @Option(
      names = "--query",
      defaultValue = "",
      description = "Query of every upload, e.g. layout=whole.")
  String query;

  @Option(
      names = "--header",
      arity = "1",
      description = "A header of every request: 'Name: value'. May be repeated.")
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--header-file",
      arity = "1",
      description =
          "A header whose value lies in a file, 'Name: prefix@FILE', as in"
              + " 'Authorization: Bearer @data/secret'. May be repeated.")
  List<String> headerFiles = new ArrayList<>();

  @Option(
      names = "--delete-header-file",
      arity = "1",
      description = "The same, for the DELETE of what was uploaded only.")
  List<String> deleteHeaderFiles = new ArrayList<>();

  Store store(URI base) throws IOException {
    return new Store(
        Dialect.valueOf(dialect.toUpperCase(Locale.ROOT)),
        base,
        query,
        headers(),
        fromFiles(deleteHeaderFiles));
  }

  List<String> headers() throws IOException {
    List<String> all = new ArrayList<>(headers);
    all.addAll(fromFiles(headerFiles));
    return all;
  }

  /** Keeps secrets out of the command line, which every user of the machine can read. */
  static List<String> fromFiles(List<String> specs) throws IOException {
    List<String> all = new ArrayList<>();
    for (String spec : specs) {
      int at = spec.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException("not 'Name: prefix@FILE': " + spec);
      }
      all.add(spec.substring(0, at) + Files.readString(Path.of(spec.substring(at + 1))).strip());
    }
    return all;
  }
}
