package dev.files.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.CopyAt;
import dev.files.metadata.NewFile;
import dev.files.metadata.PlacedChunk;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LayoutUploadTest {
  private static final int MIB = UploadBench.MIB;
  private static final int FOUR = 4 * MIB;

  private final UploadBench bench = new UploadBench(6, 2, 2);

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FOUR - 1, FOUR + 1, 8 * MIB, 8 * MIB + 1, 64 * MIB})
  void wholeIsOneChunk(int size) throws IOException {
    byte[] bytes = UploadBench.random(size);
    NewFile file = bench.upload(UploadBench.layout(Layout.WHOLE), bytes);
    assertThat(file.content().chunks()).hasSize(size == 0 ? 0 : 1);
    assertComplete(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FOUR, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB})
  void wholeNeedsNoSizeBeforehand(int size) throws IOException {
    byte[] bytes = UploadBench.random(size);
    try (UploadSession session = bench.begin()) {
      UploadBench.add(
          session,
          UploadBench.spec(UploadBench.layout(Layout.WHOLE), OptionalLong.empty()),
          UploadBench.channel(bytes));
      session.commit();
    }
    NewFile file = bench.ledger.files.get(0);
    assertThat(file.content().chunks()).hasSize(size == 0 ? 0 : 1);
    assertComplete(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MIB, 2 * MIB - 1, 3 * MIB, 5 * MIB + 3, 41 * MIB + 1, 64 * MIB})
  void equalPartsDifferByAtMostAByteAndLieOnDifferentNodes(int size) throws IOException {
    byte[] bytes = UploadBench.random(size);
    NewFile file = bench.upload(UploadBench.layout(Layout.EQUAL), bytes);
    int parts = size == 0 ? 0 : Math.max(1, Math.min(size / MIB, 5));
    List<Long> sizes = file.content().chunks().stream().map(c -> c.chunk().size()).toList();
    assertThat(sizes).hasSize(parts);
    sizes.forEach(each -> assertThat(each - size / parts).isBetween(0L, 1L));
    assertThat(differentNodes(file)).isGreaterThanOrEqualTo(parts);
    assertComplete(file, bytes);
  }

  @Test
  void equalTakesSixParts() throws IOException {
    byte[] bytes = UploadBench.random(6 * MIB);
    NewFile file = bench.upload(new LayoutChoice(Layout.EQUAL, 6), bytes);
    assertThat(file.content().chunks()).hasSize(6);
    assertThat(differentNodes(file)).isEqualTo(6);
  }

  @Test
  void equalPartsShareNodesEvenlyWhereThereAreFewer() throws IOException {
    try (UploadBench three = new UploadBench(3, 1, 1)) {
      three.upload(new LayoutChoice(Layout.EQUAL, 6), UploadBench.random(6 * MIB));
      assertThat(three.nodes.nodes).allMatch(node -> node.chunks.size() == 2);
    }
  }

  @Test
  void aSingleChunkIsNamedLikeTheFile() throws IOException {
    NewFile file = bench.upload(LayoutChoice.DEFAULT, UploadBench.random(MIB));
    assertThat(file.content().sha256())
        .contains(file.content().chunks().get(0).chunk().id().hash());
  }

  private static int differentNodes(NewFile file) {
    Set<Object> nodes = new HashSet<>();
    for (PlacedChunk placed : file.content().chunks()) {
      placed.copies().stream().map(CopyAt::node).forEach(nodes::add);
    }
    return nodes.size();
  }

  private void assertComplete(NewFile file, byte[] bytes) {
    assertThat(file.content().sha256()).contains(Sha256.of(bytes));
    assertThat(file.content().chunks()).allMatch(placed -> placed.copies().size() == 2);
    assertThat(bench.readBack(file)).isEqualTo(bytes);
    assertThat(bench.pool.taken()).isZero();
  }
}
