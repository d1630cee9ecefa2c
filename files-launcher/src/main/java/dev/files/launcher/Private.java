package dev.files.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories of the owner alone: what people store is nobody else's on this machine,
 * whatever the umask is that somebody calls with.
 */
final class Private {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Private() {}

  /** Makes a directory and those above it that are missing; closes it when it is there. */
  static Path directory(Path path) throws IOException {
    Files.createDirectories(path, DIRECTORY);
    // One of an earlier version may lie open.
    Files.setPosixFilePermissions(path, DIRECTORY.value());
    return path;
  }

  /** Makes an empty file with its mode, so that it never lies open, not even for an instant. */
  static Path file(Path path) throws IOException {
    Files.createFile(path, FILE);
    return path;
  }

  static void copy(Path from, Path to) throws IOException {
    Files.copy(from, file(to), StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(to, FILE.value());
  }

  /** A file to be locked, made when it is missing. */
  static FileChannel lock(Path path) throws IOException {
    try {
      file(path);
    } catch (FileAlreadyExistsException e) {
      // Made by an earlier call.
    }
    return FileChannel.open(path, StandardOpenOption.WRITE);
  }
}
