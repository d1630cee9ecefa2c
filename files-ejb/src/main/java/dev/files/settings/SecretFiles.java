package dev.files.settings;

import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.jboss.logging.Logger;

/**
 * The secrets of this front: given by the environment, else in a file, else made in that file,
 * readable for its owner alone.
 */
final class SecretFiles {
  private static final Logger LOG = Logger.getLogger(SecretFiles.class);
  private static final String SECRET = "FILES_SECRET";
  private static final String ADMIN_TOKEN = "FILES_ADMIN_TOKEN";

  private final Settings settings;
  private final Path directory;
  private final SecureRandom random;

  /**
   * Makes the access.
   *
   * @param directory of the files that no setting names
   */
  SecretFiles(Settings settings, Path directory, SecureRandom random) {
    this.settings = settings;
    this.directory = directory;
    this.random = random;
  }

  /** What servers send each other; see {@link Settings#serverSecrets}. */
  Secrets serverSecrets() {
    Path file = directory.resolve("secret");
    make(SECRET, file);
    return settings.serverSecrets(file).orElseThrow(() -> missing(SECRET));
  }

  AdminToken adminToken() {
    Path file = directory.resolve("admin-token");
    make(ADMIN_TOKEN, file);
    return new AdminToken(
        settings.secret(ADMIN_TOKEN, file).orElseThrow(() -> missing(ADMIN_TOKEN)));
  }

  private void make(String name, Path otherwise) {
    if (settings.text(name).isPresent()) {
      return;
    }
    Path file = settings.text(name + "_FILE").map(Path::of).orElse(otherwise);
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", ".new");
      try {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
            fresh, Secrets.random(random) + "\n", StandardCharsets.UTF_8, StandardOpenOption.SYNC);
        // A link, not a rename: of two servers that start at once, the second keeps the first's.
        Files.createLink(file, fresh);
        LOG.infof("%s was made in %s", name, file);
      } catch (FileAlreadyExistsException e) {
        LOG.debugf("%s was made by another server", name);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be made in " + file, e);
    }
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(name + " is not set, and there is no file with it");
  }
}
