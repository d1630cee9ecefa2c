package dev.files.upload;

import dev.files.metadata.PlacedChunk;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.Sha256;
import dev.files.transfer.Filling;
import dev.files.transfer.HeldChunk;
import dev.files.transfer.SlabPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts a file into chunks while its bytes arrive. A chunk of up to 8 MiB is held until it is whole
 * and sent off while the next one arrives; a larger one, or one of unknown length that turns out to
 * be larger, streams to its nodes piece by piece.
 */
final class FileInflow implements Inflow, AutoCloseable {
  /** A larger chunk is not held until the nodes have it, but streams. */
  static final long HELD_BYTES = 8L << 20;

  private final Sending sending;
  private final SlabPool memory;
  private final StreamPlaces places;
  private final Targets targets;
  private final Cuts cuts;
  private final UploadSpec spec;
  private final Pipeline pipeline;
  private final SharedLeases.Lease lease;
  private final Tally tally;
  private final List<PlacedChunk> chunks = new ArrayList<>();

  /** The held chunk, or the piece of a streaming one, that is arriving. */
  private Optional<Filling> filling = Optional.empty();

  private Optional<ChunkStream> stream = Optional.empty();
  private Optional<StreamPlaces.Place> place = Optional.empty();

  /** Of the chunk that is arriving: bytes at most, and how many of them went into the stream. */
  private long mostBytes;

  private long streamed;
  private long ordinal;
  private ByteBuffer room = ByteBuffer.allocate(0);
  private int roomStart;
  private Optional<OpenUpload.Draft> draft = Optional.empty();

  FileInflow(Intake intake, UploadSpec spec, Cuts cuts, Pipeline pipeline, SharedLeases.Lease lease)
      throws IOException {
    this.sending = intake.sending();
    this.memory = intake.memory();
    this.places = intake.places();
    this.targets = intake.targets(spec);
    this.cuts = cuts;
    this.spec = spec;
    this.pipeline = pipeline;
    this.lease = lease;
    this.tally = new Tally(spec, cuts.limit());
    if (spec.size().isPresent() && cuts.length(0) > HELD_BYTES) {
      enterStreams();
    }
  }

  /** The file, once its bytes ended; its last chunks may still be under way. */
  Optional<OpenUpload.Draft> draft() {
    return draft;
  }

  @Override
  public ByteBuffer room() throws IOException {
    check();
    if (tally.rest() == 0) {
      // Whatever comes here is one byte too much; it is found out without taking memory.
      room = ByteBuffer.allocate(1);
    } else {
      if (filling.isEmpty()) {
        beginPiece();
      }
      room = filling.orElseThrow().room();
    }
    roomStart = room.position();
    return room;
  }

  private void check() throws IOException {
    lease.check();
    pipeline.check();
    if (place.isPresent()) {
      place.get().check();
    }
  }

  private void beginPiece() throws IOException {
    if (stream.isEmpty()) {
      mostBytes = Math.min(cuts.length(ordinal), tally.rest());
      if (mostBytes > HELD_BYTES && spec.size().isPresent()) {
        beginStream(OptionalLong.of(mostBytes), mostBytes);
      } else {
        pipeline.makeRoom();
        filling = Optional.of(memory.fill(Math.min(mostBytes, HELD_BYTES)));
        return;
      }
    }
    stream.orElseThrow().awaitRoom();
    filling = Optional.of(memory.fill(Math.min(mostBytes - streamed, SlabPool.SLAB_BYTES)));
  }

  @Override
  public void received() throws IOException {
    ByteBuffer bytes = room.duplicate().flip().position(roomStart);
    place.ifPresent(taken -> taken.received(bytes.remaining()));
    tally.add(bytes);
    if (!filling.orElseThrow().isFull()) {
      return;
    }
    if (stream.isEmpty() && filling.get().size() == mostBytes) {
      endHeld();
    } else if (stream.isEmpty()) {
      // Of unknown length, and too long to be held.
      enterStreams();
      beginStream(OptionalLong.empty(), filling.get().size());
      pass();
    } else {
      pass();
      if (streamed == mostBytes) {
        endStream();
      }
    }
  }

  @Override
  public void paused() throws IOException {
    if (filling.isPresent()) {
      boolean nodesWait = stream.isPresent() && stream.get().isDrained();
      if (nodesWait && filling.get().size() > 0) {
        pass();
      } else {
        filling.get().pause();
      }
    }
    place.ifPresent(StreamPlaces.Place::paused);
  }

  @Override
  public void end() throws IOException {
    check();
    tally.end();
    boolean some = filling.isPresent() && filling.get().size() > 0;
    if (stream.isPresent()) {
      if (some) {
        pass();
      }
      endStream();
    } else if (some) {
      endHeld();
    }
    close();
    Sha256 hash = tally.endFile(ordinal);
    draft = Optional.of(new OpenUpload.Draft(spec, tally.bytes(), hash, chunks));
  }

  private HeldChunk taken() {
    HeldChunk held = filling.orElseThrow().finish();
    filling = Optional.empty();
    return held;
  }

  private void endHeld() {
    HeldChunk held = taken();
    ChunkRef chunk = new ChunkRef(tally.endChunk(), held.size());
    ChunkSend send = new ChunkSend(sending, targets, chunk, held);
    pipeline.add(send, chunks);
    send.start();
    ordinal++;
  }

  private void enterStreams() throws IOException {
    place = Optional.of(places.enter());
  }

  private void beginStream(OptionalLong size, long roomBytes) {
    ChunkStream begun = new ChunkStream(sending, targets, size, roomBytes);
    stream = Optional.of(begun);
    streamed = 0;
    place.orElseThrow().carries(begun);
    begun.start();
  }

  private void pass() {
    HeldChunk piece = taken();
    streamed += piece.size();
    stream.orElseThrow().append(piece);
  }

  private void endStream() throws IOException {
    ChunkStream ending = stream.orElseThrow();
    try {
      ChunkRef chunk = new ChunkRef(tally.endChunk(), streamed);
      PlacedChunk placed = ending.end(chunk);
      pipeline.drain();
      chunks.add(new CopyMissing(sending, targets, placed).reachQuorum());
    } finally {
      ending.close();
    }
    stream = Optional.empty();
    ordinal++;
  }

  /** Gives back whatever it holds. */
  @Override
  public void close() {
    filling.ifPresent(Filling::close);
    filling = Optional.empty();
    stream.ifPresent(ChunkStream::close);
    stream = Optional.empty();
    place.ifPresent(StreamPlaces.Place::close);
    place = Optional.empty();
  }
}
