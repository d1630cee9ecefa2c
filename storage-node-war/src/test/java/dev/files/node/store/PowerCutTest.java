package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.files.protocol.ChunkId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A power cut, as a file system sees one: an ext4 of its own is shut down without flushing its
 * journal (EXT4_IOC_SHUTDOWN), so that all that was not forced is gone. Needs the right to mount,
 * and Python for the call.
 */
class PowerCutTest {
  private static final long DISK_BYTES = 256L << 20;
  private static final long MOST_SECONDS = 60;

  private static final String CUT =
      "import fcntl,os,struct,sys\n"
          + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

  @TempDir private Path root;
  private Path image;
  private Path mountPoint;
  private boolean mounted;

  @BeforeEach
  void mount() throws IOException {
    image = root.resolve("image");
    mountPoint = Files.createDirectory(root.resolve("disk"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(DISK_BYTES);
    }
    mounted =
        SmallDisk.run("mkfs.ext4", "-q", image.toString()) == 0
            && SmallDisk.run("python3", "-c", "import fcntl") == 0
            && SmallDisk.run("mount", "-o", "loop", image.toString(), mountPoint.toString()) == 0;
    assumeTrue(mounted, "no right to mount an ext4, or no mkfs.ext4 or python3");
  }

  @AfterEach
  void unmount() {
    if (mounted) {
      assertThat(SmallDisk.run("umount", mountPoint.toString())).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatWasAnsweredIsThere(long seed) throws Exception {
    Path directory = mountPoint.resolve("store");
    int answers = 50 + new Random(seed).nextInt(400);
    Map<ChunkId, String> said = new HashMap<>();
    Map<ChunkId, String> begun = new HashMap<>();
    Process process = KillTest.startWriter(directory, seed);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int seen = 0; seen < answers; ) {
        String line = lines.readLine();
        assertThat(line).as("seed %d: the writer ended by itself", seed).isNotNull();
        seen += KillTest.note(line, said, begun);
      }
      assertThat(SmallDisk.run("python3", "-c", CUT, mountPoint.toString())).isZero();
      // Nothing can be forced any more, so nothing more is answered; the writer ends with an error.
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        KillTest.note(line, said, begun);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(SmallDisk.run("umount", mountPoint.toString())).isZero();
    mounted = SmallDisk.run("mount", "-o", "loop", image.toString(), mountPoint.toString()) == 0;
    assertThat(mounted).isTrue();
    try (DiskChunkStore store = DiskChunkStore.open(KillTest.Writer.config(directory))) {
      KillTest.assertHolds(store, said, begun, seed);
    }
  }
}
