package dev.files.node.log;

import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The commands of the chunk store to its log. */
final class Commands {
  private Commands() {}

  /** A command with an answer. */
  abstract static class Answering<T> implements LogCommand {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private T answer;

    final void answer(T planned) {
      answer = planned;
    }

    final T answered() {
      return answer;
    }

    final CompletableFuture<T> future() {
      return future;
    }

    @Override
    public long dataBytes() {
      return 0;
    }

    /** Gives back what it holds, however it ended. */
    void release() {}

    @Override
    public void done() {
      release();
      future.complete(answer);
    }

    @Override
    public void failed(Exception cause) {
      release();
      future.completeExceptionally(cause);
    }
  }

  /** Upkeep that makes room in the end. */
  private abstract static class Upkeep<T> extends Answering<T> {
    @Override
    public boolean isForeground() {
      return false;
    }

    @Override
    public boolean mayUseReserve() {
      return true;
    }
  }

  /** Has the log look whether it is asked for a checkpoint, or closed. */
  static final class Nothing extends Answering<Boolean> {
    @Override
    public boolean isForeground() {
      return false;
    }

    @Override
    public void plan(Batch batch) {
      answer(true);
    }
  }

  /** Has the log go on in a new segment, so that the last one can be compacted. */
  static final class Seal extends Upkeep<Boolean> {
    @Override
    public boolean makesRoom() {
      return true;
    }

    @Override
    public void plan(Batch batch) {
      answer(true);
    }
  }

  /** Stores a chunk, or keeps the sound copy that is there. */
  private abstract static class Storing extends Answering<StoredChunk> {
    private final CorruptChunks corrupt;
    private final ChunkId id;
    private final long size;
    private final Optional<Place> rotten;

    Storing(CorruptChunks corrupt, ChunkId id, long size, Optional<Place> rotten) {
      this.corrupt = corrupt;
      this.id = id;
      this.size = size;
      this.rotten = rotten;
    }

    @Override
    public void plan(Batch batch) throws IOException {
      Optional<Entry> there = batch.find(id);
      boolean sound =
          there.isPresent() && !corrupt.contains(id) && !rotten.equals(there.map(Entry::place));
      if (sound && keepsWhatIsThere()) {
        long generation = batch.nextGeneration();
        batch.addControl(RecordKind.KEEP, id, generation, size, 0);
        answer(new StoredChunk(id, size, new Generation(generation), false));
        return;
      }
      if (there.isPresent() && !sound) {
        // Else the rotten record would come back when the new one is gone and the index is rebuilt.
        Entry old = there.get();
        batch.addControl(RecordKind.DELETE, id, old.generation(), size, old.place().number());
      }
      long generation = batch.nextGeneration();
      add(batch, id, size, generation);
      answer(new StoredChunk(id, size, new Generation(generation), !sound));
    }

    /** Whether a copy that seems sound is as good as the bytes that came. */
    boolean keepsWhatIsThere() {
      return true;
    }

    abstract void add(Batch batch, ChunkId chunk, long bytes, long generation) throws IOException;

    @Override
    public void done() {
      corrupt.clear(id);
      super.done();
    }
  }

  /** Stores a chunk that was received into memory, and releases the memory at the end. */
  static final class Put extends Storing {
    private final Reception reception;

    /**
     * @param rotten the place of a copy that the caller found bad
     */
    Put(CorruptChunks corrupt, ChunkId id, Reception reception, Optional<Place> rotten) {
      super(corrupt, id, reception.bytes(), rotten);
      this.reception = reception;
    }

    @Override
    public long dataBytes() {
      return RecordHeader.extentOf(reception.bytes());
    }

    @Override
    void add(Batch batch, ChunkId id, long size, long generation) throws IOException {
      batch.addData(id, generation, reception);
    }

    @Override
    void release() {
      reception.close();
    }
  }

  /** Takes over a chunk that lies complete in a file of its own. */
  static final class Adopt extends Storing {
    private final long number;

    Adopt(CorruptChunks corrupt, ChunkId id, long size, long number, Optional<Place> rotten) {
      super(corrupt, id, size, rotten);
      this.number = number;
    }

    /** Of an old copy only the ends were looked at; all of the new one was verified just now. */
    @Override
    boolean keepsWhatIsThere() {
      return false;
    }

    @Override
    void add(Batch batch, ChunkId id, long size, long generation) throws IOException {
      batch.addControl(RecordKind.ADOPT, id, generation, size, number);
    }
  }

  /** Writes the record of a chunk once more, unless it has moved or gone meanwhile. */
  static final class Move extends Upkeep<Boolean> {
    private final ChunkId id;
    private final Place from;
    private final Reception reception;

    Move(ChunkId id, Place from, Reception reception) {
      this.id = id;
      this.from = from;
      this.reception = reception;
    }

    @Override
    public long dataBytes() {
      return RecordHeader.extentOf(reception.bytes());
    }

    @Override
    public void plan(Batch batch) throws IOException {
      Optional<Entry> there = batch.find(id);
      boolean stillThere = there.map(Entry::place).equals(Optional.of(from));
      if (stillThere) {
        batch.addData(id, there.orElseThrow().generation(), reception);
      }
      answer(stillThere);
    }

    @Override
    void release() {
      reception.close();
    }
  }

  /** Writes a KEEP, DELETE or ADOPT record once more. */
  static final class Repeat extends Upkeep<Boolean> {
    private final RecordHeader record;
    private final long generation;

    Repeat(RecordHeader record, long generation) {
      this.record = record;
      this.generation = generation;
    }

    @Override
    public void plan(Batch batch) throws IOException {
      batch.addControl(record.kind(), record.id(), generation, record.dataBytes(), record.target());
      answer(true);
    }
  }

  /** Gives a chunk a new generation. */
  static final class Keep extends Answering<Optional<StoredChunk>> {
    private final CorruptChunks corrupt;
    private final ChunkId id;

    Keep(CorruptChunks corrupt, ChunkId id) {
      this.corrupt = corrupt;
      this.id = id;
    }

    @Override
    public void plan(Batch batch) throws IOException {
      Optional<Entry> there = batch.find(id);
      if (there.isEmpty() || corrupt.contains(id)) {
        answer(Optional.empty());
        return;
      }
      long generation = batch.nextGeneration();
      long size = there.get().size();
      batch.addControl(RecordKind.KEEP, id, generation, size, 0);
      answer(Optional.of(new StoredChunk(id, size, new Generation(generation), false)));
    }
  }

  /** Removes exactly one generation of a chunk. */
  static final class Delete extends Answering<Optional<ChunkInfo>> {
    private final CorruptChunks corrupt;
    private final ChunkId id;
    private final Generation generation;

    Delete(CorruptChunks corrupt, ChunkId id, Generation generation) {
      this.corrupt = corrupt;
      this.id = id;
      this.generation = generation;
    }

    @Override
    public boolean makesRoom() {
      return true;
    }

    @Override
    public boolean mayUseReserve() {
      return true;
    }

    @Override
    public void plan(Batch batch) throws IOException {
      Optional<Entry> there = batch.find(id);
      if (there.isPresent() && there.get().generation() == generation.value()) {
        Entry entry = there.get();
        batch.addControl(
            RecordKind.DELETE, id, entry.generation(), entry.size(), entry.place().number());
        answer(Optional.empty());
      } else {
        answer(there.map(entry -> entry.toInfo(id)));
      }
    }

    @Override
    public void done() {
      if (answered().isEmpty()) {
        corrupt.clear(id);
      }
      super.done();
    }
  }
}
