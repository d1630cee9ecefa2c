package dev.files.node.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A tmpfs of a size; whoever may not mount one skips the test and is told why. */
final class SmallDisk implements AutoCloseable {
  private final Path mountPoint;

  private SmallDisk(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  static SmallDisk mount(Path mountPoint, String size) {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "files-test", mountPoint.toString()) == 0,
        "no right to mount a tmpfs");
    return new SmallDisk(mountPoint);
  }

  /** Runs a program; what it ended with, or -1 when it cannot be run. */
  static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Index runs may stay open for a while, so what is mounted goes when nobody uses it. */
  @Override
  public void close() throws IOException {
    if (run("umount", "--lazy", mountPoint.toString()) != 0) {
      throw new IOException("could not unmount " + mountPoint);
    }
  }
}
