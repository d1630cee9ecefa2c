package dev.files.node.ping;

import dev.files.node.disk.Private;
import dev.files.node.disk.SmallFile;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The node's persistent id: the text file {@value #FILE} in its data directory, 32 hex digits and a
 * line feed, made once. It names the data, so it moves with the directory and not with the machine.
 */
public final class NodeIdentity {
  static final String FILE = "node-id";
  static final String DIRECTORY_FILE = "directory-id";

  private static final int MAX_BYTES = 1024;

  private NodeIdentity() {}

  /**
   * Reads the id, or makes it; when this returns it is on stable storage.
   *
   * @throws IOException also when the file holds anything else: guessing would orphan all replicas
   */
  public static NodeId of(Path directory, SecureRandom random) throws IOException {
    return new NodeId(madeOnce(directory, FILE, random));
  }

  /**
   * The same for the id of the data: the text file {@value #DIRECTORY_FILE} beside the chunks, so
   * that a node that kept its id and lost its chunks is known for it.
   *
   * @param chunks the directory of the chunk store, which is locked
   */
  public static DirectoryId ofData(Path chunks, SecureRandom random) throws IOException {
    return new DirectoryId(madeOnce(chunks, DIRECTORY_FILE, random));
  }

  private static String madeOnce(Path directory, String name, SecureRandom random)
      throws IOException {
    Private.directories(directory);
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " does not hold a " + name);
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (NodeId.parse(text).isEmpty()) {
        throw new IOException(file + " does not hold 32 lower-case hex digits");
      }
      return text;
    }
    String id = random(random);
    SmallFile.replace(directory, name, id);
    return id;
  }

  /** What tells one run of a node from another. */
  public static String instance(SecureRandom random) {
    return random(random);
  }

  private static String random(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
