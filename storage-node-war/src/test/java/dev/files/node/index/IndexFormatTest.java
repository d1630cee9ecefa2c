package dev.files.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.store.TestChunks;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the index, compared with those that version 1 wrote; see {@code FormatTest}. */
class IndexFormatTest {
  private static final ChunkId ID = TestChunks.idOf("hello".getBytes(StandardCharsets.US_ASCII));
  private static final ChunkId LARGE = TestChunks.idOf(new byte[] {1});

  @TempDir private Path directory;

  /** In hex; trailing zeros of pages are left out. */
  private static void assertGolden(String name, byte[] bytes) throws IOException {
    Properties golden = new Properties();
    try (InputStream in =
        IndexFormatTest.class.getResourceAsStream("/dev/files/node/store/format-1.properties")) {
      golden.load(in);
    }
    assertThat(HexFormat.of().formatHex(bytes).replaceAll("(00)*$", ""))
        .as(name)
        .isEqualTo(golden.getProperty(name));
  }

  @Test
  void run() throws IOException {
    Path file = directory.resolve("run");
    List<IndexEntry> entries =
        List.of(
            new IndexEntry(ID, new Entry(43, 5, new Place(false, 7, 4096), false)),
            new IndexEntry(LARGE, new Entry(44, 5, new Place(true, 9, 4096), true)));
    IndexRun.write(
        file, 1, entries.stream().sorted(Comparator.comparing(IndexEntry::id)).iterator());
    assertGolden("run", Files.readAllBytes(file));
  }

  @Test
  void manifest() throws IOException {
    Manifest manifest =
        new Manifest(
            7,
            4592,
            44,
            1,
            208,
            0,
            9,
            List.of(3L, 1L),
            List.of(new Manifest.Usage(7, 4592, 208, 288)),
            List.of(LARGE));
    byte[] bytes = manifest.toBytes().array();
    assertGolden("manifest", bytes);
    assertThat(Manifest.parse(bytes)).contains(manifest);
  }
}
