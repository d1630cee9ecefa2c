package dev.files.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, unpacked once from the archive on the classpath. */
record PostgresBinaries(Path home) {

  /**
   * Unpacks them unless that was done before.
   *
   * @param dir holds one directory for each archive that was ever unpacked
   */
  static PostgresBinaries unpacked(Path dir) {
    String archive =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
          case "aarch64" -> "postgres-linux-arm_64.txz";
          default -> "none";
        };
    URL resource = PostgresBinaries.class.getResource("/" + archive);
    if (resource == null || !System.getProperty("os.name").equals("Linux")) {
      throw new LauncherException(
          "there is no PostgreSQL to start on this kind of machine, only on Linux (x86-64, ARM)");
    }
    try {
      // The size tells one version from the next well enough.
      Path home = dir.resolve(archive + "-" + resource.openConnection().getContentLengthLong());
      if (Files.exists(home)) {
        return new PostgresBinaries(home);
      }
      Files.createDirectories(dir);
      try (FileChannel lock =
              FileChannel.open(
                  dir.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        assert held.isValid();
        if (!Files.exists(home)) {
          Path unfinished = dir.resolve("unfinished");
          Trees.delete(unfinished);
          try (InputStream packed = resource.openStream()) {
            unpack(packed, unfinished);
          }
          Files.move(unfinished, home);
        }
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new LauncherException("cannot unpack PostgreSQL into " + dir, e);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static void unpack(InputStream packed, Path to) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = to.resolve(entry.getName()).normalize();
        if (!target.startsWith(to)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }
}
