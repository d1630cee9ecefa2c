package dev.files.protocol.client;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.ChunkAnswer;
import dev.files.protocol.messages.ChunkList;
import dev.files.protocol.messages.CopiedChunks;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.messages.InventoryPage;
import dev.files.protocol.messages.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** The chunk store of a node, by the node's HTTP interface. Cheap to make; the pool is shared. */
public final class HttpChunkStore implements ChunkStore {
  /** What a node sends along with HEAD: the copy's generation. */
  public static final String GENERATION_HEADER = "Files-Generation";

  /**
   * A body from this size on asks before it is sent (RFC 9110, section 10.1.1): the round trip then
   * costs less than a body sent in vain.
   */
  private static final long ASK_FIRST_BYTES = 16L * 1024 * 1024;

  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024;

  private final Line line;
  private final String base;

  /**
   * Of whoever is at the URL.
   *
   * @param node the base of its {@code /chunk}, http or https
   */
  public HttpChunkStore(HttpPool pool, URI node) {
    this(pool, node, Addressee.anyone());
  }

  /**
   * Of one node: what anybody else at its URL answers is an {@link IOException}.
   *
   * @param node the base of its {@code /chunk}, http or https
   */
  public HttpChunkStore(HttpPool pool, URI node, Addressee addressee) {
    this.line = new Line(pool, addressee);
    String text = node.toString();
    this.base = (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/chunk";
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    if (size.orElse(0) > MAX_CHUNK_BYTES) {
      throw new FilesException(
          ProblemType.TOO_LARGE, "A chunk has at most " + MAX_CHUNK_BYTES + " bytes");
    }
    ClassicHttpRequest request =
        ClassicRequestBuilder.post(base + expected.map(id -> "?hash=" + id).orElse(""))
            .setEntity(new ChannelBody(bytes, size))
            .build();
    return stored(request, size.isEmpty() || size.getAsLong() >= ASK_FIRST_BYTES);
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    try {
      return Optional.of(stored(ClassicRequestBuilder.post(at(id) + "/keep").build(), false));
    } catch (FilesException e) {
      return emptyWhenNotFound(e);
    }
  }

  /**
   * Has the node fetch the chunk from another node, verify and keep it.
   *
   * @throws FilesException NOT_FOUND or CORRUPT (the other node has no good copy), UNAVAILABLE,
   *     DISK_FULL
   */
  public StoredChunk copy(ChunkId id, URI from) throws IOException {
    return copy(id, List.of(new CopyRequest.Source(from.toString(), null)));
  }

  /**
   * The same from several nodes, the best first: what is bad in one copy is taken from the next, so
   * that copies of which none is sound may make a sound one.
   *
   * @param sources 1 to {@value CopyRequest#MAX_SOURCES}
   */
  public StoredChunk copy(ChunkId id, List<CopyRequest.Source> sources) throws IOException {
    return copy(id, CopyRequest.of(sources), Optional.empty());
  }

  /**
   * The same, for a chunk that may take longer than the pool waits: the node answers when it has
   * all of it on stable storage, and is silent until then.
   */
  public StoredChunk copy(ChunkRef chunk, List<CopyRequest.Source> sources, Duration patience)
      throws IOException {
    return copy(chunk.id(), CopyRequest.of(chunk, sources), Optional.of(patience));
  }

  private StoredChunk copy(ChunkId id, CopyRequest wanted, Optional<Duration> patience)
      throws IOException {
    try (Answer answer = new Answer(line, post("/" + id + "/copy", wanted), patience)) {
      return stored(answer);
    }
  }

  private ClassicHttpRequest post(String path, Object message) {
    return ClassicRequestBuilder.post(base + path)
        .setEntity(new ByteArrayEntity(Json.write(message), ContentType.APPLICATION_JSON))
        .build();
  }

  /**
   * Has the node fetch small chunks from other nodes, verify and keep them.
   *
   * @return those of them that it has on stable storage now; another must be asked for alone
   */
  public List<ChunkInfo> copy(CopyList wanted) throws IOException {
    try (Answer answer = new Answer(line, post("/copies", wanted))) {
      return infos(answer, answer.message(MAX_ANSWER_BYTES, CopiedChunks.class).chunks());
    }
  }

  /**
   * Reads small chunks whole, as far as the node has them sound. What comes was not checked: it is
   * the taker's to hold it against the chunk's name.
   *
   * @param ids at most {@value CopyList#MOST_CHUNKS}
   * @param taker gets each chunk as it comes
   */
  public void readSmall(List<ChunkId> ids, SmallChunks taker) throws IOException {
    ChunkList wanted = new ChunkList(ids.stream().map(ChunkId::toString).toList());
    try (Answer answer = new Answer(line, post("/read", wanted))) {
      if (!answer.isSuccess()) {
        throw answer.refusal();
      }
      int[] sizes = sizes(answer, ids.size());
      for (int i = 0; i < sizes.length; i++) {
        if (sizes[i] > 0) {
          byte[] bytes = answer.body().readNBytes(sizes[i]);
          if (bytes.length < sizes[i]) {
            throw answer.malformed("fewer bytes than it announced", null);
          }
          taker.take(ids.get(i), bytes);
        }
      }
      // Reading the end is what frees the connection for the next call.
      if (answer.body().read() >= 0) {
        throw answer.malformed("more bytes than it announced", null);
      }
    }
  }

  /** Takes chunks that were read. */
  @FunctionalInterface
  public interface SmallChunks {
    void take(ChunkId id, byte[] bytes);
  }

  private static int[] sizes(Answer answer, int count) throws IOException {
    try {
      int[] sizes =
          Arrays.stream(answer.header(ChunkList.SIZES_HEADER).orElse("").split(",", -1))
              .mapToInt(Integer::parseInt)
              .toArray();
      boolean sane =
          sizes.length == count
              && Arrays.stream(sizes)
                  .allMatch(size -> size >= 0 && size <= CopyList.MOST_CHUNK_BYTES);
      if (sane) {
        return sizes;
      }
    } catch (NumberFormatException e) {
      throw answer.malformed("no sizes of chunks", e);
    }
    throw answer.malformed("no sizes of " + count + " small chunks", null);
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) throws IOException {
    try (Answer answer = new Answer(line, ClassicRequestBuilder.head(at(id)).build())) {
      if (!answer.isSuccess()) {
        try {
          throw answer.refusal();
        } catch (FilesException e) {
          return emptyWhenNotFound(e);
        }
      }
      try {
        return Optional.of(
            new ChunkInfo(
                id,
                Long.parseLong(answer.header("Content-Length").orElse("")),
                new Generation(Long.parseLong(answer.header(GENERATION_HEADER).orElse("")))));
      } catch (IllegalArgumentException e) {
        throw answer.malformed("no size or generation", e);
      }
    }
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    if (range.length() == 0) {
      checkWithin(id, range.offset());
      return;
    }
    try (BlockReader reader = reader(id, range)) {
      for (Optional<ByteBuffer> piece = reader.next(); piece.isPresent(); piece = reader.next()) {
        sink.accept(piece.get());
      }
    }
  }

  @Override
  public BlockReader reader(ChunkId id, ByteRange range) {
    return new ChunkDownload(line, at(id), range);
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    ClassicHttpRequest request =
        ClassicRequestBuilder.delete(at(id) + "?generation=" + generation).build();
    try (Answer answer = new Answer(line, request)) {
      if (answer.status() == 204) {
        return Optional.empty();
      }
      return Optional.of(info(answer, answer.message(MAX_ANSWER_BYTES, ChunkAnswer.class)));
    }
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    List<ChunkInfo> found = new ArrayList<>();
    Optional<ChunkId> from = after;
    while (found.size() < limit) {
      int page = Math.min(limit - found.size(), InventoryPage.MAX_LIMIT);
      String query = "?limit=" + page + from.map(id -> "&after=" + id).orElse("");
      try (Answer answer = new Answer(line, ClassicRequestBuilder.get(base + query).build())) {
        List<ChunkAnswer> chunks = answer.message(MAX_PAGE_BYTES, InventoryPage.class).chunks();
        if (chunks == null || chunks.size() > page) {
          throw answer.malformed("not a page of " + page + " chunks", null);
        }
        found.addAll(infos(answer, chunks));
        if (chunks.size() < page) {
          break;
        }
      }
      from = Optional.of(found.get(found.size() - 1).id());
    }
    return found;
  }

  private void checkWithin(ChunkId id, long offset) throws IOException {
    ChunkInfo info =
        find(id)
            .orElseThrow(
                () -> new FilesException(ProblemType.NOT_FOUND, "The node has no such chunk"));
    if (offset > info.size()) {
      throw new FilesException(
          ProblemType.RANGE_NOT_SATISFIABLE, "The chunk ends at " + info.size());
    }
  }

  private StoredChunk stored(ClassicHttpRequest request, boolean askFirst) throws IOException {
    if (askFirst) {
      request.setHeader("Expect", "100-continue");
    }
    try (Answer answer = new Answer(line, request)) {
      return stored(answer);
    }
  }

  private static StoredChunk stored(Answer answer) throws IOException {
    ChunkInfo info = info(answer, answer.message(MAX_ANSWER_BYTES, ChunkAnswer.class));
    return new StoredChunk(info.id(), info.size(), info.generation(), answer.status() == 201);
  }

  private static List<ChunkInfo> infos(Answer answer, List<ChunkAnswer> chunks) throws IOException {
    if (chunks == null) {
      throw answer.malformed("no chunks", null);
    }
    List<ChunkInfo> infos = new ArrayList<>();
    for (ChunkAnswer chunk : chunks) {
      infos.add(info(answer, chunk));
    }
    return infos;
  }

  private static ChunkInfo info(Answer answer, ChunkAnswer chunk) throws IOException {
    try {
      return new ChunkInfo(
          ChunkId.parse(chunk.id()).orElseThrow(() -> new IllegalArgumentException("id")),
          chunk.size(),
          new Generation(chunk.generation()));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw answer.malformed("not a chunk", e);
    }
  }

  private static <T> Optional<T> emptyWhenNotFound(FilesException e) {
    if (e.type() == ProblemType.NOT_FOUND) {
      return Optional.empty();
    }
    throw e;
  }

  private String at(ChunkId id) {
    return base + "/" + id;
  }

  @Override
  public String toString() {
    return "HttpChunkStore[" + base + "]";
  }
}
