package dev.files.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.store.DiskChunkStore;
import dev.files.node.store.TestChunks;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes on disk, compared with those that version 1 wrote ({@code format-1.properties}, in hex,
 * trailing zeros of pages left out). When a test here fails, stores in the field cannot be read.
 */
class FormatTest {
  private static final long SALT = 0x0123456789ABCDEFL;
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final ChunkId ID = TestChunks.idOf(HELLO);
  private static final ChunkId LARGE = TestChunks.idOf(new byte[] {1});

  @TempDir private Path directory;

  private static Map<String, byte[]> golden() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        FormatTest.class.getResourceAsStream("/dev/files/node/store/format-1.properties")) {
      properties.load(in);
    }
    Map<String, byte[]> all = new java.util.TreeMap<>();
    properties.forEach(
        (name, hex) -> all.put((String) name, HexFormat.of().parseHex((String) hex)));
    return all;
  }

  private static byte[] segmentHeader() {
    byte[] page = new SegmentHeader(false, 7, SALT, 41).toBytes().array();
    assertThat(page).hasSize(4096);
    return page;
  }

  private static byte[] control(RecordKind kind, ChunkId id, long generation, long position) {
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
    RecordHeader.control(kind, id, generation, 5, kind == RecordKind.KEEP ? 0 : 9)
        .write(bytes, RecordHeader.MAGIC, SALT, position);
    return bytes.array();
  }

  private static byte[] data(long position) throws IOException {
    SlabPool pool = new SlabPool(4, 0, Duration.ofSeconds(1));
    try (Reception reception = new Reception(pool)) {
      reception.receive(Channels.newChannel(new ByteArrayInputStream(HELLO)), HELLO.length);
      ChunkId id = reception.finish();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (ByteBuffer part :
          reception.record(RecordHeader.data(id, 42, HELLO.length), SALT, position)) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        all.write(bytes);
      }
      return all.toByteArray();
    }
  }

  private static byte[] records() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(data(4096));
    all.write(control(RecordKind.KEEP, ID, 43, 4096 + all.size()));
    all.write(control(RecordKind.ADOPT, LARGE, 44, 4096 + all.size()));
    all.write(control(RecordKind.DELETE, LARGE, 44, 4096 + all.size()));
    return all.toByteArray();
  }

  private static byte[] trimmed(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return java.util.Arrays.copyOf(bytes, end);
  }

  private static void assertGolden(String name, byte[] bytes) throws IOException {
    byte[] expected = golden().getOrDefault(name, new byte[0]);
    assertThat(HexFormat.of().formatHex(trimmed(bytes)))
        .as(name)
        .isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void segmentHeaders() throws IOException {
    assertGolden("segment-header", segmentHeader());
    assertGolden("whole-header", new SegmentHeader(true, 8, SALT, 0).toBytes().array());
  }

  @Test
  void recordsOfAllKinds() throws IOException {
    assertGolden("records", records());
    ByteBuffer pad = ByteBuffer.allocate(RecordHeader.BYTES);
    RecordHeader.pad(4000).write(pad, RecordHeader.MAGIC, SALT, 4192);
    assertGolden("pad", pad.array());
  }

  @Test
  void syncMark() throws IOException {
    Path file = directory.resolve("mark");
    try (SyncMark mark = new SyncMark(file)) {
      mark.write(new SyncMark.Mark(1, 4096, 0));
      mark.write(new SyncMark.Mark(7, 4592, 44));
    }
    assertGolden("sync-mark", Files.readAllBytes(file));
    try (SyncMark mark = new SyncMark(file)) {
      assertThat(mark.mark()).isEqualTo(new SyncMark.Mark(7, 4592, 44));
    }
  }

  @Test
  void aStoreOfVersion1CanBeRead() throws IOException {
    Map<String, byte[]> golden = golden();
    ByteBuffer segment = ByteBuffer.allocate(4096 + golden.get("records").length);
    segment.put(golden.get("segment-header")).position(4096).put(golden.get("records"));
    Files.createDirectories(directory.resolve("segments"));
    Files.write(directory.resolve("segments/0000000000000007.segment"), segment.array());
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory))) {
      assertThat(store.list(Optional.empty(), 10))
          .containsExactly(new ChunkInfo(ID, 5, new Generation(43)));
      assertThat(TestChunks.get(store, ID)).isEqualTo(HELLO);
      assertThat(store.keep(ID).orElseThrow().generation()).isEqualTo(new Generation(45));
    }
  }
}
