package dev.files.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory that holds everything of one cluster, and its secrets. */
record ClusterDir(Path root) {
  private static final int SECRET_BYTES = 32;

  /** What {@code bin/add-user.sh} finds its realm by. */
  private static final String NO_USERS = "#$REALM_NAME=ManagementRealm$";

  ClusterDir(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  boolean exists() {
    return Files.isDirectory(root);
  }

  /** Makes it, closed to others; one that is there and holds something else stays as it is. */
  void create() {
    try {
      if (!exists() || isOurs()) {
        Private.directory(root);
      }
    } catch (IOException e) {
      throw new LauncherException("cannot make " + root, e);
    }
  }

  private boolean isOurs() throws IOException {
    if (Files.exists(stateFile())) {
      return true;
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.findAny().isEmpty();
    }
  }

  Path stateFile() {
    return root.resolve("cluster.json");
  }

  Path lockFile() {
    return root.resolve(".lock");
  }

  /** Held by the one {@code up} that is starting a cluster here. */
  Path startLockFile() {
    return root.resolve(".lock-up");
  }

  /** Held by whoever is about to make a process, until the state file has it. */
  Path launchLockFile() {
    return root.resolve(".lock-launch");
  }

  Path server(String name) {
    return root.resolve(name);
  }

  /** Where a node keeps its id and its chunks. */
  Path nodeData(String name) {
    return server(name).resolve("chunks");
  }

  Path serverSecret() {
    return secret("secret");
  }

  Path adminToken() {
    return secret("admin-token");
  }

  /** What servers prove themselves with to each other, when they have these variables. */
  String secretOf(Map<String, String> variables) {
    return given("FILES_SECRET", variables).orElseGet(() -> text(serverSecret()));
  }

  /** What operators prove themselves with to a front that has these variables. */
  String adminTokenOf(Map<String, String> variables) {
    return adminTokenGiven(variables).orElseGet(() -> text(adminToken()));
  }

  /** The admin token as the environment says it. */
  static Optional<String> adminTokenGiven(Map<String, String> variables) {
    return given("FILES_ADMIN_TOKEN", variables);
  }

  private static Optional<String> given(String name, Map<String, String> variables) {
    return Optional.ofNullable(variables.get(name))
        .or(() -> Optional.ofNullable(variables.get(name + "_FILE")).map(f -> text(Path.of(f))));
  }

  Path brokerPassword() {
    return secret("broker-password");
  }

  /** Where {@code bin/add-user.sh -sc} puts who may use the admin console; nobody at first. */
  Path management() {
    for (String name : List.of("mgmt-users.properties", "mgmt-groups.properties")) {
      Path file = root.resolve(name);
      if (!Files.exists(file)) {
        writePrivate(file, NO_USERS);
      }
    }
    return root;
  }

  /** A file of random text, only the owner's to read, made when it is first asked for. */
  Path secret(String name) {
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      writePrivate(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return file;
  }

  static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new LauncherException(file + " cannot be read", e);
    }
  }

  static void writePrivate(Path file, String text) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      Private.file(unfinished);
      // Moved when it is on the disk, so that a secret that is there is never an empty one.
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + "\n");
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LauncherException(file + " cannot be written", e);
    }
  }
}
