package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.SoundBlocks;
import dev.files.protocol.http.ByteRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The windows of a range of a content, in order; the chunk list is read in pages. */
final class Windows {
  /** 256 MiB of 4 MiB chunks: few queries, and the locations are seldom stale. */
  private static final int MOST_PAGE = 64;

  /**
   * A piece of a chunk that is fetched at once.
   *
   * @param sound what is known of rot in the chunk's copies, the same for all its windows
   * @param range in the chunk, within one window that a node sends checksums for
   */
  record Window(ChunkLocations chunk, SoundBlocks<NodeId> sound, ByteRange range) {}

  private record Chunk(ChunkLocations locations, SoundBlocks<NodeId> sound) {
    long end() {
      return locations.offset() + locations.chunk().size();
    }

    boolean has(long position) {
      return locations.offset() <= position && position < end();
    }
  }

  private final ContentMap contents;
  private final long contentId;
  private final long end;
  private final Deque<ChunkLocations> page = new ArrayDeque<>();
  private int pageSize = MOST_PAGE;
  private Optional<Chunk> current = Optional.empty();
  private long position;

  Windows(ContentMap contents, long contentId, ByteRange range) {
    this.contents = contents;
    this.contentId = contentId;
    this.position = range.offset();
    this.end = range.end();
  }

  /** In the content, of the next window. */
  long position() {
    return position;
  }

  boolean hasNext() {
    return position < end;
  }

  /**
   * The next window. It ends where a block ends, so that none is read twice.
   *
   * @param most bytes, at least a block
   */
  Window next(long most) {
    Chunk chunk = chunk();
    ChunkLocations locations = chunk.locations();
    long offset = position - locations.offset();
    long windowEnd = offset - offset % BlockChecksums.WINDOW_BYTES + BlockChecksums.WINDOW_BYTES;
    long blockEnd = (offset + most) / BlockChecksums.BLOCK_BYTES * BlockChecksums.BLOCK_BYTES;
    long to = Math.min(Math.min(windowEnd, blockEnd), locations.chunk().size());
    long length = Math.min(to - offset, end - position);
    position += length;
    return new Window(locations, chunk.sound(), new ByteRange(offset, length));
  }

  /** The chunk's locations as they are now. */
  Optional<ChunkLocations> again(Window window) {
    return contents.chunksFrom(contentId, window.chunk().offset(), 1).stream().findFirst();
  }

  /** Goes on elsewhere, and holds little: it may be long until somebody asks again. */
  void goTo(long next) {
    position = next;
    page.clear();
    pageSize = 1;
  }

  private Chunk chunk() {
    if (current.isEmpty() || !current.get().has(position)) {
      if (page.isEmpty()) {
        page.addAll(contents.chunksFrom(contentId, position, pageSize));
        pageSize = Math.min(MOST_PAGE, pageSize * 2);
      }
      if (page.isEmpty()) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "The file was deleted while it was being sent");
      }
      current = Optional.of(new Chunk(page.remove(), new SoundBlocks<>()));
    }
    return current.get();
  }
}
