package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A chunk put together from several copies, of which each may be bad in places, or fail: a copy
 * that does not yield a block is replaced by another at exactly that block. Whoever keeps the bytes
 * checks the whole against the chunk's name.
 */
public final class SoundChunk implements BlockReader, ReadableByteChannel {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ChunkId id;
  private final long size;
  private final List<ChunkStore> copies;
  private final SoundBlocks<Integer> sound = new SoundBlocks<>();
  private final Set<Integer> failed = new HashSet<>();
  private Optional<Exception> failure = Optional.empty();

  private long position;
  private int source;
  private long reach;
  private Optional<BlockReader> reader = Optional.empty();
  private ByteBuffer rest = NOTHING;
  private boolean open = true;

  /**
   * @param size of the chunk, in bytes
   * @param copies the stores that have one, best first
   */
  public SoundChunk(ChunkId id, long size, List<? extends ChunkStore> copies) {
    this.id = id;
    this.size = size;
    this.copies = List.copyOf(copies);
  }

  /**
   * The next bytes.
   *
   * @throws FilesException CORRUPT: the block is bad in every copy
   * @throws IOException no copy yields the block, but one that failed may have it sound
   */
  @Override
  public Optional<ByteBuffer> next() throws IOException {
    while (position < size) {
      if (reader.isEmpty()) {
        choose();
      }
      Optional<ByteBuffer> piece = pull();
      if (piece.isPresent()) {
        return piece;
      }
    }
    return Optional.empty();
  }

  private Optional<ByteBuffer> pull() throws IOException {
    try {
      if (reader.isEmpty()) {
        reader =
            Optional.of(copies.get(source).reader(id, new ByteRange(position, reach - position)));
      }
      Optional<ByteBuffer> piece = reader.get().next();
      if (piece.isEmpty() && position < reach) {
        throw new IOException("the copy ended short");
      }
      position += piece.map(ByteBuffer::remaining).orElse(0);
      if (position == reach) {
        sound.served(source);
        leave();
      }
      return piece;
    } catch (FilesException e) {
      leave();
      if (e.type() == ProblemType.CORRUPT) {
        sound.refused(source, new ByteRange(position, reach - position));
      } else {
        fail(e);
      }
    } catch (IOException e) {
      leave();
      fail(e);
    }
    return Optional.empty();
  }

  /** The copy that reaches furthest: one without known rot, as long as there is one. */
  private void choose() throws IOException {
    reach = position;
    for (int copy = 0; copy < copies.size(); copy++) {
      long furthest = failed.contains(copy) ? position : sound.reach(copy, position, size);
      if (furthest > reach) {
        source = copy;
        reach = furthest;
      }
    }
    if (reach > position) {
      return;
    }
    if (failure.isPresent() || copies.isEmpty()) {
      throw new IOException("no copy yields the chunk", failure.orElse(null));
    }
    throw new FilesException(
        ProblemType.CORRUPT, "A block is bad in every copy of the chunk " + id);
  }

  private void fail(Exception e) {
    failed.add(source);
    failure = Optional.of(e);
  }

  private void leave() throws IOException {
    if (reader.isPresent()) {
      reader.get().close();
      reader = Optional.empty();
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!rest.hasRemaining()) {
      rest = next().orElse(NOTHING);
    }
    if (!rest.hasRemaining()) {
      return -1;
    }
    int moved = Math.min(into.remaining(), rest.remaining());
    into.put(into.position(), rest, rest.position(), moved);
    into.position(into.position() + moved);
    rest.position(rest.position() + moved);
    return moved;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    leave();
  }
}
