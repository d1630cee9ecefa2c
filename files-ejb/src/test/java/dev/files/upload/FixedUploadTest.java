package dev.files.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.NewFile;
import dev.files.metadata.PlacedChunk;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedUploadTest {
  private static final int FOUR = 4 << 20;

  private final UploadBench bench = new UploadBench(3, 2, 2);

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256 * 1024, FOUR - 1, FOUR, FOUR + 1, 2 * FOUR, 64 << 20})
  void storesEveryByteOnTwoNodesAndRecordsTheHash(int size) throws IOException {
    byte[] bytes = UploadBench.random(size);
    NewFile file = bench.upload(LayoutChoice.DEFAULT, bytes);
    assertThat(file.content().size()).isEqualTo(size);
    assertThat(file.content().sha256()).contains(Sha256.of(bytes));
    assertThat(sizes(file)).isEqualTo(expectedSizes(size));
    assertThat(file.content().chunks()).allMatch(placed -> placed.copies().size() == 2);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertThat(bench.pool.taken()).isZero();
    bench.awaitNoLease();
    assertThat(bench.calls.openCalls()).isEmpty();
  }

  private static List<Long> sizes(NewFile file) {
    return file.content().chunks().stream().map(PlacedChunk::chunk).map(c -> c.size()).toList();
  }

  private static List<Long> expectedSizes(int size) {
    List<Long> sizes = new ArrayList<>();
    for (long left = size; left > 0; left -= FOUR) {
      sizes.add(Math.min(left, FOUR));
    }
    return sizes;
  }
}
