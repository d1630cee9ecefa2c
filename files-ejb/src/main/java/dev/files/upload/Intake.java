package dev.files.upload;

import dev.files.metadata.PlacedChunk;
import dev.files.metadata.UploadLedger;
import dev.files.placement.Placement;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import dev.files.transfer.Filling;
import dev.files.transfer.HeldChunk;
import dev.files.transfer.SlabPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads the bytes of a file, cuts and hashes them on the way, and sends the chunks off. */
final class Intake {
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

  Lease openLease(UploadLedger ledger) {
    return Lease.open(ledger, sending.ticker(), sending.senders());
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
      UploadSpec spec, Cuts cuts, ReadableByteChannel bytes, Pipeline pipeline, Lease lease)
      throws IOException {
    Targets targets =
        new Targets(sending.calls(), placement, spec.layout().layout() == Layout.EQUAL);
    Source source = new Source(bytes, spec, cuts.limit(), lease, pipeline);
    List<PlacedChunk> chunks = new ArrayList<>();
    long ordinal = 0;
    while (!source.isAtEnd()) {
      pipeline.makeRoom();
      long before = source.position();
      readHeld(source, cuts.length(ordinal), targets, pipeline, chunks);
      if (source.position() > before) {
        ordinal++;
      }
    }
    Sha256 hash = source.endFile(ordinal);
    return new OpenUpload.Draft(spec, source.position(), hash, chunks);
  }

  private void readHeld(
      Source source, long mostBytes, Targets targets, Pipeline pipeline, List<PlacedChunk> chunks)
      throws IOException {
    try (Filling filling = pool.fill(mostBytes)) {
      long size = 0;
      while (size < mostBytes && !source.isAtEnd()) {
        ByteBuffer slab = filling.next().bytes();
        slab.limit((int) Math.min(slab.limit(), mostBytes - size));
        source.fill(slab);
        size += slab.position();
      }
      if (size == 0) {
        return;
      }
      ChunkRef chunk = new ChunkRef(source.endChunk(), size);
      HeldChunk held = new HeldChunk(filling.finish(), size);
      ChunkSend send = new ChunkSend(sending, targets, chunk, held);
      pipeline.add(send, chunks);
      send.start();
    }
  }
}
