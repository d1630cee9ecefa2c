package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The windows of a range of a content, in order; the chunk list is read in pages. */
final class Windows {
  /** 256 MiB of 4 MiB chunks: few queries, and the locations are seldom stale. */
  private static final int PAGE = 64;

  private final ContentMap contents;
  private final long contentId;
  private final long end;
  private final Deque<ChunkLocations> page = new ArrayDeque<>();
  private long position;

  Windows(ContentMap contents, long contentId, ByteRange range) {
    this.contents = contents;
    this.contentId = contentId;
    this.position = range.offset();
    this.end = range.end();
  }

  boolean hasNext() {
    return position < end;
  }

  Window next() {
    ChunkLocations chunk = chunk();
    long offset = position - chunk.offset();
    long size = chunk.chunk().size();
    long windowEnd = offset - offset % BlockChecksums.WINDOW_BYTES + BlockChecksums.WINDOW_BYTES;
    long length = Math.min(Math.min(windowEnd, size) - offset, end - position);
    position += length;
    if (offset + length == size) {
      page.remove();
    }
    return new Window(chunk, new ByteRange(offset, length));
  }

  /** The chunk's locations as they are now. */
  Optional<ChunkLocations> again(Window window) {
    return contents.chunksFrom(contentId, window.chunk().offset(), 1).stream().findFirst();
  }

  private ChunkLocations chunk() {
    if (page.isEmpty()) {
      page.addAll(contents.chunksFrom(contentId, position, PAGE));
      if (page.isEmpty()) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "The file was deleted while it was being sent");
      }
    }
    return page.element();
  }
}
