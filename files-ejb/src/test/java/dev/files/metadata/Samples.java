package dev.files.metadata;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FileId;
import dev.files.protocol.Generation;
import dev.files.protocol.Layout;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Values for tests. */
public final class Samples {
  public static final NodeId NODE_A = new NodeId("a".repeat(32));
  public static final NodeId NODE_B = new NodeId("b".repeat(32));
  public static final NodeId NODE_C = new NodeId("c".repeat(32));

  private Samples() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static ChunkRef chunk(String text) {
    return new ChunkRef(new ChunkId(Sha256.of(bytes(text))), bytes(text).length);
  }

  public static CopyAt copy(NodeId node, long generation) {
    return new CopyAt(node, new Generation(generation));
  }

  public static PlacedChunk placed(String text, CopyAt... copies) {
    return new PlacedChunk(chunk(text), Arrays.asList(copies));
  }

  public static NewContent content(PlacedChunk... chunks) {
    long size = Arrays.stream(chunks).mapToLong(placed -> placed.chunk().size()).sum();
    return new NewContent(
        chunks.length == 1 ? Layout.WHOLE : Layout.LISTED,
        size,
        chunks.length == 1 ? Optional.of(chunks[0].chunk().id().hash()) : Optional.empty(),
        List.of(chunks));
  }

  public static NewFile file(String name, PlacedChunk... chunks) {
    return new NewFile(name, "text/plain", Expiry.NEVER, Optional.empty(), content(chunks));
  }

  /** What a ledger would answer. */
  public static RecordedFile recorded(FileId id, String manageToken, NewFile file) {
    NewContent content = file.content();
    return new RecordedFile(
        new FileView(
            id,
            file.name(),
            file.mediaType(),
            Instant.EPOCH,
            Optional.empty(),
            1,
            content.root(),
            content.layout(),
            content.size(),
            content.sha256(),
            content.chunks().size(),
            0),
        manageToken,
        List.of());
  }
}
