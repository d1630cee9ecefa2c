package dev.files.node.http;

import dev.files.http.Validators;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.messages.ChunkAnswer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The calls that change what the node holds. */
final class ChunkWrites {
  private final DiskChunkStore store;

  ChunkWrites(DiskChunkStore store) {
    this.store = store;
  }

  void store(Call call) throws IOException {
    Optional<ChunkId> expected = ChunkServlet.chunkId(call.target(), "hash");
    Optional<Long> length = call.contentLength();
    if (length.orElse(0L) > ChunkStore.MAX_CHUNK_BYTES) {
      throw new FilesException(
          ProblemType.TOO_LARGE, "A chunk has at most " + ChunkStore.MAX_CHUNK_BYTES + " bytes");
    }
    if (!call.header("Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
      throw new FilesException(
          ProblemType.UNSUPPORTED_MEDIA, "A chunk is sent as it is: no Content-Encoding");
    }
    call.conditions().judge(Validators.NOTHING);
    OptionalLong size = length.map(OptionalLong::of).orElse(OptionalLong.empty());
    call.converse(new ChunkReceiving(call, store.arrival(expected, size)));
  }

  void keep(Call call, ChunkId id) throws IOException {
    Optional<StoredChunk> kept = store.keep(id);
    answer(call, kept.orElseThrow(ChunkServlet::notFound));
  }

  /** 204: it is not there (any more); 200: what is there has another generation, which is told. */
  void delete(Call call, ChunkId id) throws IOException {
    long generation =
        call.target()
            .number("generation", 1, Long.MAX_VALUE)
            .orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.INVALID_VALUE,
                        "generation must be given: which copy to delete"));
    call.conditions()
        .judge(store.find(id).isPresent() ? ChunkReads.validators(id) : Validators.NOTHING);
    Optional<ChunkInfo> left = store.delete(id, new Generation(generation));
    if (left.isEmpty()) {
      call.response().setStatus(204);
      return;
    }
    call.json(200, answerOf(left.get()));
  }

  static void answer(Call call, StoredChunk stored) throws IOException {
    call.response().setHeader("Location", ChunkServlet.ROOT + "/" + stored.id());
    call.json(stored.created() ? 201 : 200, answerOf(stored));
  }

  static ChunkAnswer answerOf(StoredChunk stored) {
    return new ChunkAnswer(stored.id().toString(), stored.size(), stored.generation().value());
  }

  static ChunkAnswer answerOf(ChunkInfo info) {
    return new ChunkAnswer(info.id().toString(), info.size(), info.generation().value());
  }
}
