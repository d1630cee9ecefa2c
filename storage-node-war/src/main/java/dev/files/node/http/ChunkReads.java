package dev.files.node.http;

import dev.files.http.EntityTag;
import dev.files.http.InlineTypes;
import dev.files.http.MediaType;
import dev.files.http.Refusal;
import dev.files.http.RequestTarget;
import dev.files.http.Validators;
import dev.files.node.store.ChunkRead;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.ContentDisposition;
import dev.files.protocol.http.RangeHeader;
import dev.files.protocol.messages.ChunkList;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.messages.InventoryPage;
import dev.files.protocol.messages.Json;
import dev.files.protocol.security.SignedRead;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reading: a window is checked, sent from file to socket, then the next one. What was found rotten
 * before the headers left is a problem; after that the connection is cut.
 */
final class ChunkReads {
  private static final Logger LOG = Logger.getLogger(ChunkReads.class);

  private static final int DEFAULT_PAGE = 1000;
  private static final int MAX_LIST_BYTES = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final DiskChunkStore store;

  ChunkReads(DiskChunkStore store) {
    this.store = store;
  }

  void list(Call call) throws IOException {
    RequestTarget target = call.target();
    int limit = (int) target.number("limit", 1, InventoryPage.MAX_LIMIT).orElse(DEFAULT_PAGE);
    Optional<ChunkId> after = ChunkServlet.chunkId(target, "after");
    List<ChunkInfo> chunks = store.list(after, limit);
    call.json(200, new InventoryPage(chunks.stream().map(ChunkWrites::answerOf).toList()));
  }

  /** Many small ones, one behind the other; what is not there, not small or not sound is empty. */
  void readSmall(Call call) throws IOException {
    ChunkList wanted =
        Json.read(Channels.newInputStream(call.body()), MAX_LIST_BYTES, ChunkList.class);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<String> sizes = new ArrayList<>();
    for (ChunkId id : ChunkServlet.chunkIds("ids", wanted.ids())) {
      byte[] bytes = small(id);
      sizes.add(Integer.toString(bytes.length));
      all.write(bytes);
    }
    HttpServletResponse response = call.response();
    response.setContentType("application/octet-stream");
    response.setHeader(ChunkList.SIZES_HEADER, String.join(",", sizes));
    response.setContentLength(all.size());
    all.writeTo(response.getOutputStream());
  }

  private byte[] small(ChunkId id) throws IOException {
    Optional<ChunkInfo> info = store.find(id);
    if (info.isEmpty() || info.get().size() > CopyList.MOST_CHUNK_BYTES) {
      return NOTHING;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) info.get().size());
    try {
      store.read(id, ByteRange.all(bytes.capacity()), bytes::put);
      return bytes.array();
    } catch (FilesException e) {
      LOG.debugf("chunk %s is left out: %s", id, e.getMessage());
      return NOTHING;
    }
  }

  void read(Call call, ChunkId id, Optional<SignedRead> allowed) throws IOException {
    if (call.isHead()) {
      head(call, id, allowed);
    } else {
      get(call, id, allowed);
    }
  }

  private void head(Call call, ChunkId id, Optional<SignedRead> allowed) throws IOException {
    ChunkInfo info = store.find(id).orElseThrow(ChunkServlet::notFound);
    boolean known = call.conditions().judge(validators(id));
    headers(call.response(), id, allowed);
    if (known) {
      call.response().setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    call.response().setHeader(HttpChunkStore.GENERATION_HEADER, info.generation().toString());
    call.response().setContentLengthLong(info.size());
  }

  private void get(Call call, ChunkId id, Optional<SignedRead> allowed) throws IOException {
    ChunkRead chunk = store.open(id).orElseThrow(ChunkServlet::notFound);
    boolean sends = false;
    try {
      if (call.conditions().judge(validators(id))) {
        headers(call.response(), id, allowed);
        call.response().setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
      send(call, chunk, id, allowed);
      sends = true;
    } finally {
      if (!sends) {
        chunk.close();
      }
    }
  }

  private static void send(Call call, ChunkRead chunk, ChunkId id, Optional<SignedRead> allowed)
      throws IOException {
    HttpServletResponse response = call.response();
    Optional<ByteRange> part = part(call, chunk, id);
    ByteRange range = part.orElse(ByteRange.all(chunk.size()));
    ByteRange window = ChunkSending.windowAt(range.offset(), range);
    BlockChecksums checksums = chunk.verify(window);
    headers(response, id, allowed);
    if (part.isPresent()) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Range", range.contentRange(chunk.size()));
    }
    response.setHeader(HttpChunkStore.GENERATION_HEADER, chunk.generation().toString());
    if (allowed.isEmpty() && window.length() == range.length()) {
      response.setHeader(BlockChecksums.HEADER, checksums.toHeader());
    }
    response.setContentLengthLong(range.length());
    call.converse(new ChunkSending(chunk, range, window));
  }

  /** The one range that is answered; several, malformed or outdated ones are answered in full. */
  private static Optional<ByteRange> part(Call call, ChunkRead chunk, ChunkId id) {
    Optional<String> header = call.header("Range");
    if (header.isEmpty() || !call.conditions().rangeApplies(validators(id))) {
      return Optional.empty();
    }
    List<ByteRange> ranges;
    try {
      ranges = RangeHeader.parse(header.get(), chunk.size());
    } catch (FilesException e) {
      throw Refusal.rangeNotSatisfiable(e, chunk.size());
    }
    return ranges.size() == 1 ? Optional.of(ranges.get(0)) : Optional.empty();
  }

  /** A chunk's name is its bytes: there is no better tag, and it never changes. */
  static Validators validators(ChunkId id) {
    return Validators.of(EntityTag.strong(id.toString()));
  }

  private static void headers(
      HttpServletResponse response, ChunkId id, Optional<SignedRead> allowed) {
    response.setHeader("ETag", EntityTag.strong(id.toString()).toString());
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (allowed.isEmpty()) {
      response.setContentType("application/octet-stream");
      return;
    }
    SignedRead read = allowed.get();
    response.setContentType(
        MediaType.parse(read.mediaType())
            .map(MediaType::toString)
            .orElse("application/octet-stream"));
    boolean inline = read.inline() && InlineTypes.allow(read.mediaType());
    response.setHeader("Content-Disposition", ContentDisposition.of(inline, read.fileName()));
    response.setHeader("Content-Security-Policy", InlineTypes.policy(inline, read.mediaType()));
    response.setHeader("Cache-Control", "private, no-cache");
  }
}
