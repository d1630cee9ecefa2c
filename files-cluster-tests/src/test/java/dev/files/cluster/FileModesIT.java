package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a cluster keeps is its owner's alone, whatever the umask is that started it. */
@ExtendWith(SharedCluster.class)
class FileModesIT {
  @Test
  void nobodyElseReadsWhatAClusterKeeps(Cluster cluster) throws IOException {
    cluster.client().uploadStream("f?layout=whole", new TestBytes(7, 9 << 20));
    List<String> open = new ArrayList<>();
    Files.walkFileTree(
        cluster.data(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            note(dir);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isSymbolicLink()) {
              note(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Servers are at work: what was listed may be gone.
            return FileVisitResult.CONTINUE;
          }

          private void note(Path path) throws IOException {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
              String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
              if (!mode.endsWith("------")) {
                open.add(mode + " " + cluster.data().relativize(path));
              }
            }
          }
        });
    assertThat(open).isEmpty();
  }
}
