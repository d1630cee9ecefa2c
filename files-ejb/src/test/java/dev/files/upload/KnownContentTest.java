package dev.files.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.NewFile;
import dev.files.protocol.ChunkId;
import dev.files.transfer.FakeNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same bytes again and again: the nodes that have them keep them, and no byte moves. */
class KnownContentTest {
  private final UploadBench bench = new UploadBench(6, 2, 2);
  private final byte[] bytes = UploadBench.random(300_000);

  @AfterEach
  void close() {
    bench.close();
  }

  private int stores() {
    return bench.nodes.nodes.stream().mapToInt(node -> node.stores.get()).sum();
  }

  private List<FakeNode> holders(ChunkId chunk) {
    return bench.nodes.nodes.stream().filter(node -> node.chunks.containsKey(chunk)).toList();
  }

  @Test
  void keepsItWhereItIsAndRecordsTheGenerationsAnswered() throws IOException {
    NewFile first = bench.upload(LayoutChoice.DEFAULT, bytes);
    ChunkId chunk = first.content().chunks().get(0).chunk().id();
    for (int i = 0; i < 20; i++) {
      NewFile again = bench.upload(LayoutChoice.DEFAULT, bytes);
      assertThat(again.content().chunks().get(0).copies())
          .hasSize(2)
          .allSatisfy(
              copy ->
                  assertThat(bench.nodes.get(copy.node()).generations)
                      .containsEntry(chunk, copy.generation()));
    }
    assertThat(holders(chunk)).hasSize(2);
    assertThat(stores()).isEqualTo(2);
  }

  @Test
  void sendsTheBytesToANodeThatHasThemNoMore() throws IOException {
    NewFile first = bench.upload(LayoutChoice.DEFAULT, bytes);
    ChunkId chunk = first.content().chunks().get(0).chunk().id();
    holders(chunk).forEach(node -> node.chunks.remove(chunk));
    NewFile again = bench.upload(LayoutChoice.DEFAULT, bytes);
    assertThat(bench.readBack(again)).isEqualTo(bytes);
    assertThat(holders(chunk)).hasSize(2);
    assertThat(stores()).isEqualTo(4);
  }

  @Test
  void takesOtherNodesWhenThoseThatHaveItAreDown() throws IOException {
    NewFile first = bench.upload(LayoutChoice.DEFAULT, bytes);
    ChunkId chunk = first.content().chunks().get(0).chunk().id();
    holders(chunk).forEach(node -> node.down = true);
    bench.letTimeFly();
    NewFile again = bench.upload(LayoutChoice.DEFAULT, bytes);
    assertThat(again.content().chunks().get(0).copies()).hasSize(2);
    assertThat(bench.readBack(again)).isEqualTo(bytes);
  }
}
