package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "salvage",
    description = {
      "Lists the copies on nodes whose chunk no content names, as CHUNK BYTES NODE: what is left of"
          + " files whose rows are lost. A file of up to 4 MiB is one chunk."
    },
    mixinStandardHelpOptions = true)
final class SalvageCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin FrontOption front;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "writes each chunk there, under its id, unless it is there already")
  Optional<Path> to = Optional.empty();

  private long copies;
  private long written;

  @Override
  public Integer call() throws IOException {
    Administration administration = front.administration();
    if (to.isPresent()) {
      Files.createDirectories(to.get());
    }
    Walk walk = new Walk(administration);
    for (NodeReport node : walk.nodes()) {
      walk.pages("/admin/verify/nodes/" + node.id(), page -> page(administration, node, page));
    }
    Progress.toPeople()
        .say(
            copies
                + " copies that nothing names"
                + to.map(dir -> "; " + written + " chunks written to " + dir).orElse(""));
    return 0;
  }

  private void page(Administration administration, NodeReport node, JsonNode page) {
    for (JsonNode finding : page.path("findings")) {
      if (finding.path("kind").asText().equals("orphan")) {
        String chunk = finding.path("chunk").asText();
        copies++;
        spec.commandLine()
            .getOut()
            .println(chunk + " " + finding.path("bytes").asLong() + " " + node.url());
        to.ifPresent(dir -> write(administration, node, chunk, dir.resolve(chunk)));
      }
    }
    spec.commandLine().getOut().flush();
  }

  /** A copy that cannot be had whole is told of; another node may have a better one. */
  private void write(Administration administration, NodeReport node, String chunk, Path file) {
    if (Files.exists(file)) {
      return;
    }
    Path unfinished = file.resolveSibling(chunk + ".new");
    try (InputStream bytes =
        administration.bytes("/admin/verify/nodes/" + node.id() + "/chunks/" + chunk)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Files.copy(
          new DigestInputStream(bytes, digest), unfinished, StandardCopyOption.REPLACE_EXISTING);
      if (!HexFormat.of().formatHex(digest.digest()).equals(chunk)) {
        throw new IOException("its bytes have another hash");
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      written++;
    } catch (IOException | LauncherException e) {
      Progress.toPeople().say(chunk + " of " + node.url() + " was not saved: " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
