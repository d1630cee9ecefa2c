package dev.files.upload;

import dev.files.metadata.PlacedChunk;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import dev.files.transfer.Filling;
import dev.files.transfer.HeldChunk;
import dev.files.transfer.Slab;
import dev.files.transfer.SlabPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the bytes of a file, cuts and hashes them on the way, and sends the chunks off. */
final class Intake {
  /** A larger chunk is not held until the nodes have it, but streams. */
  static final long HELD_BYTES = 8L << 20;

  private static final int SLAB = SlabPool.SLAB_BYTES;

  private final Sending sending;
  private final SlabPool pool;
  private final Placement placement;
  private final UploadLimits limits;

  Intake(Sending sending, SlabPool pool, Placement placement, UploadLimits limits) {
    this.sending = sending;
    this.pool = pool;
    this.placement = placement;
    this.limits = limits;
  }

  int replicas() {
    return sending.policy().replicas();
  }

  /**
   * Refuses what can be refused before the first byte.
   *
   * @throws FilesException LENGTH_REQUIRED, TOO_LARGE, UNAVAILABLE
   */
  Cuts accept(UploadSpec spec) {
    Cuts cuts =
        Cuts.of(spec.layout(), spec.size(), limits.mostFileBytes(), limits.mostWholeBytes());
    int quorum = sending.policy().quorum();
    long usable = sending.calls().candidates().stream().filter(c -> !c.node().draining()).count();
    if (usable < quorum) {
      throw Sending.unavailable(
          "A file needs " + quorum + " active storage nodes, found " + usable);
    }
    return cuts;
  }

  OpenUpload.Draft read(
      UploadSpec spec,
      Cuts cuts,
      ReadableByteChannel bytes,
      Pipeline pipeline,
      SharedLeases.Lease lease)
      throws IOException {
    Targets targets =
        new Targets(sending.calls(), placement, spec.layout().layout() == Layout.EQUAL);
    Source source = new Source(bytes, spec, cuts.limit(), lease, pipeline);
    List<PlacedChunk> chunks = new ArrayList<>();
    long ordinal = 0;
    while (!source.isAtEnd()) {
      pipeline.makeRoom();
      long before = source.position();
      long most = Math.min(cuts.length(ordinal), source.announcedRest());
      if (most > HELD_BYTES && spec.size().isPresent()) {
        stream(source, List.of(), most, targets, pipeline, chunks);
      } else {
        hold(source, most, targets, pipeline, chunks);
      }
      if (source.position() > before) {
        ordinal++;
      }
    }
    Sha256 hash = source.endFile(ordinal);
    return new OpenUpload.Draft(spec, source.position(), hash, chunks);
  }

  private void hold(
      Source source, long mostBytes, Targets targets, Pipeline pipeline, List<PlacedChunk> chunks)
      throws IOException {
    long most = Math.min(mostBytes, HELD_BYTES);
    try (Filling filling = pool.fill(most)) {
      long size = 0;
      while (size < most && !source.isAtEnd()) {
        ByteBuffer slab = filling.next().bytes();
        slab.limit((int) Math.min(slab.limit(), most - size));
        source.fill(slab);
        size += slab.position();
      }
      if (size == 0) {
        return;
      }
      if (size < mostBytes && !source.isAtEnd()) {
        // Of unknown length, and too long to be held.
        stream(source, filling.finish(), mostBytes, targets, pipeline, chunks);
        return;
      }
      ChunkRef chunk = new ChunkRef(source.endChunk(), size);
      HeldChunk held = new HeldChunk(filling.finish(), size);
      ChunkSend send = new ChunkSend(sending, targets, chunk, held);
      pipeline.add(send, chunks);
      send.start();
    }
  }

  /**
   * Streams a chunk to all its nodes at once.
   *
   * @param begun full slabs with its first bytes
   */
  private void stream(
      Source source,
      List<Slab> begun,
      long mostBytes,
      Targets targets,
      Pipeline pipeline,
      List<PlacedChunk> chunks)
      throws IOException {
    OptionalLong known =
        source.announcedSize().isPresent() ? OptionalLong.of(mostBytes) : OptionalLong.empty();
    ChunkStream stream =
        new ChunkStream(sending, targets, known, known.orElse((long) begun.size() * SLAB));
    try {
      for (Slab slab : begun) {
        stream.append(slab, SLAB);
      }
      stream.start();
      long size = (long) begun.size() * SLAB;
      while (size < mostBytes && !source.isAtEnd()) {
        size += pass(source, stream, mostBytes - size);
      }
      ChunkRef chunk = new ChunkRef(source.endChunk(), size);
      PlacedChunk placed = stream.end(chunk);
      pipeline.drain();
      chunks.add(new CopyMissing(sending, targets, placed).reachQuorum());
    } finally {
      stream.close();
    }
  }

  /** Moves at most a slab of bytes. */
  private int pass(Source source, ChunkStream stream, long mostBytes) throws IOException {
    stream.awaitRoom();
    try (Filling filling = pool.fill(SLAB)) {
      Slab slab = slabFor(filling, stream);
      ByteBuffer bytes = slab.bytes();
      bytes.limit((int) Math.min(bytes.limit(), mostBytes));
      source.fillPromptly(bytes);
      int length = bytes.position();
      List<Slab> filled = filling.finish();
      if (length == 0) {
        filled.forEach(Slab::release);
      } else {
        stream.append(slab, length);
      }
      return length;
    }
  }

  /**
   * A slab that may be waited for only while the stream holds none: those that it holds come back
   * without one, so no two streams ever wait for each other.
   */
  private static Slab slabFor(Filling filling, ChunkStream stream) throws IOException {
    while (!stream.isDrained()) {
      Optional<Slab> slab = filling.tryNext();
      if (slab.isPresent()) {
        return slab.get();
      }
      stream.awaitChange();
    }
    return filling.next();
  }
}
