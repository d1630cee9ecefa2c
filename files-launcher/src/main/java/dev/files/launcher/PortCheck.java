package dev.files.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out before a start which port is taken, and by what. */
final class PortCheck {
  private static final String LISTEN = "0A";

  private PortCheck() {}

  /** Empty when something could listen there now. */
  static Optional<String> taken(String address, int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(address))) {
      return probe.isBound() ? Optional.empty() : Optional.of("port " + port + " is not free");
    } catch (IOException e) {
      return Optional.of(
          "port "
              + port
              + " is taken"
              + owner(port).map(who -> " by " + who).orElse("")
              + " ("
              + e.getMessage()
              + ")");
    }
  }

  private static Optional<String> owner(int port) {
    return inode(port)
        .flatMap(
            inode ->
                ProcessHandle.allProcesses()
                    .filter(process -> holds(process.pid(), "socket:[" + inode + "]"))
                    .findFirst()
                    .map(
                        process ->
                            "process "
                                + process.pid()
                                + process.info().command().map(c -> " " + c).orElse("")));
  }

  private static Optional<String> inode(int port) {
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields.length > 9
              && fields[3].equals(LISTEN)
              && fields[1].endsWith(String.format(":%04X", port))) {
            return Optional.of(fields[9]);
          }
        }
      } catch (IOException e) {
        // Without the table the port is taken all the same, only by whom stays open.
      }
    }
    return Optional.empty();
  }

  private static boolean holds(long pid, String target) {
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(target)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }
}
