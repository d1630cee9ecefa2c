package dev.files.upload;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The client's bytes, counted, hashed and held against what was announced as they arrive. Stops at
 * the first sign that the upload cannot succeed.
 */
final class Source {
  private static final Duration LONGEST_FILL = Duration.ofSeconds(2);

  private final ReadableByteChannel bytes;
  private final UploadSpec spec;
  private final long limit;
  private final SharedLeases.Lease lease;
  private final Pipeline pipeline;
  private final FileHashes hashes = new FileHashes();
  private long position;
  private boolean atEnd;

  Source(
      ReadableByteChannel bytes,
      UploadSpec spec,
      long limit,
      SharedLeases.Lease lease,
      Pipeline pipeline) {
    this.bytes = bytes;
    this.spec = spec;
    this.limit = limit;
    this.lease = lease;
    this.pipeline = pipeline;
  }

  OptionalLong announcedSize() {
    return spec.size();
  }

  /** Bytes that are to come yet, at most. */
  long announcedRest() {
    return spec.size().orElse(Long.MAX_VALUE) - position;
  }

  /** Bytes that came so far. */
  long position() {
    return position;
  }

  /**
   * Whether the last byte came; false as long as that is not known. When all announced bytes came,
   * it is found out without taking memory for bytes that should not come.
   */
  boolean isAtEnd() throws IOException {
    if (spec.size().isPresent() && position == spec.size().getAsLong()) {
      fill(ByteBuffer.allocate(1));
    }
    return atEnd;
  }

  /** Reads until the buffer is full or the bytes are at their end. */
  void fill(ByteBuffer into) throws IOException {
    while (into.hasRemaining() && !atEnd) {
      readInto(into);
    }
  }

  /** The same, but stops with what came in a while: a slow client's bytes must not lie here. */
  void fillPromptly(ByteBuffer into) throws IOException {
    long began = System.nanoTime();
    do {
      readInto(into);
    } while (into.hasRemaining() && !atEnd && System.nanoTime() - began < LONGEST_FILL.toNanos());
  }

  private void readInto(ByteBuffer into) throws IOException {
    int from = into.position();
    int read = bytes.read(into);
    if (read < 0) {
      end();
    } else {
      position += read;
      checkSize();
      hashes.update(into.duplicate().flip().position(from));
    }
    lease.check();
    pipeline.check();
  }

  private void checkSize() {
    if (spec.size().isPresent() && position > spec.size().getAsLong()) {
      throw mismatch("more");
    }
    if (position > limit) {
      throw Cuts.tooLarge(limit);
    }
  }

  private void end() {
    atEnd = true;
    if (spec.size().isPresent() && position < spec.size().getAsLong()) {
      throw mismatch("only " + position);
    }
  }

  private FilesException mismatch(String found) {
    return new FilesException(
        ProblemType.MISMATCH,
        "The size was announced as " + spec.size().getAsLong() + " bytes, but " + found + " came");
  }

  ChunkId endChunk() {
    return hashes.endChunk();
  }

  /**
   * The hash of all bytes.
   *
   * @param chunks that they make
   * @throws FilesException MISMATCH: another hash was announced
   */
  Sha256 endFile(long chunks) {
    Sha256 hash = hashes.endFile(chunks);
    for (Sha256 announced : spec.announced()) {
      if (!announced.equals(hash)) {
        throw new FilesException(
            ProblemType.MISMATCH,
            "The SHA-256 was announced as " + announced + ", but the bytes have " + hash);
      }
    }
    return hash;
  }
}
