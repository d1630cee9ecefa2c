package dev.files.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.store.DiskChunkStore;
import dev.files.node.store.FastDirectory;
import dev.files.node.store.TestChunks;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walking a segment on a disk with bad sectors. */
class SegmentScanTest {
  private static final int SMALL = 3_000;
  private static final int LARGE = 300_000;
  private static final int CHUNKS = 60;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private final List<ChunkId> ids = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();
  private Path segment;

  @BeforeEach
  void fill() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(root.resolve("store")))) {
      for (int i = 0; i < CHUNKS; i++) {
        ids.add(TestChunks.put(store, TestChunks.bytes(i % 10 == 3 ? LARGE : SMALL, i)).id());
      }
    }
    segment = TestChunks.onlySegment(root.resolve("store"));
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      new SegmentScan(channel)
          .run(
              SegmentHeader.BYTES,
              new SegmentScan.Visitor() {
                @Override
                public void record(RecordHeader header, long position) {
                  if (header.kind() == RecordKind.DATA) {
                    starts.add(position);
                  }
                }

                @Override
                public void damage(long from, long to, List<RecordHeader> lost) {
                  throw new AssertionError("nothing is damaged yet");
                }
              });
    }
    assertThat(starts).hasSize(CHUNKS);
  }

  @Test
  void aBadSectorLosesTheRecordsWhoseHeadersItHasAndNamesThem() throws IOException {
    for (int bad = 0; bad < CHUNKS; bad += 7) {
      long page = starts.get(bad) / 4096 * 4096;
      List<ChunkId> found = new ArrayList<>();
      List<ChunkId> lost = new ArrayList<>();
      try (BadSectors channel =
          new BadSectors(FileChannel.open(segment, StandardOpenOption.READ), page, page + 4096)) {
        new SegmentScan(channel)
            .run(
                SegmentHeader.BYTES,
                new SegmentScan.Visitor() {
                  @Override
                  public void record(RecordHeader header, long position) {
                    if (header.kind() == RecordKind.DATA) {
                      found.add(header.id());
                    }
                  }

                  @Override
                  public void damage(long from, long to, List<RecordHeader> headers) {
                    headers.forEach(header -> lost.add(header.id()));
                  }
                });
      }
      for (int i = 0; i < CHUNKS; i++) {
        boolean hit = starts.get(i) + RecordHeader.BYTES > page && starts.get(i) < page + 4096;
        if (!hit) {
          assertThat(found).as("chunk %d, bad page of chunk %d", i, bad).contains(ids.get(i));
        }
      }
      assertThat(found).as("what the sector hides").doesNotContain(ids.get(bad));
    }
  }
}
