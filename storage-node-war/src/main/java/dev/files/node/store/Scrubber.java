package dev.files.node.store;

import dev.files.node.log.ChunkLog;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Reads again all that is stored, in the order of ids and round and round, and checks each chunk
 * against its block checksums and its name.
 */
public final class Scrubber implements StoreWorker {
  /** The most that one step reads. */
  static final long STEP_BYTES = 8 << 20;

  private final ChunkLog log;
  private final OpenChunks opened;

  /** What a look at a record costs, whatever its size. */
  private static final long LOOK_BYTES = 4096;

  private Optional<ChunkId> done = Optional.empty();
  private Optional<Reading> reading = Optional.empty();
  private long rounds;

  Scrubber(ChunkLog log, OpenChunks opened) {
    this.log = log;
    this.opened = opened;
  }

  /** A chunk that takes several steps. */
  private static final class Reading {
    private final ChunkId id;
    private final MessageDigest sha256 = Sha256.newDigest();
    private long offset;

    Reading(ChunkId id) {
      this.id = id;
    }
  }

  @Override
  public String name() {
    return "scrub";
  }

  /** How often everything has been read. */
  public synchronized long rounds() {
    return rounds;
  }

  /** One chunk, or 8 MiB of a larger one; 0 at the end of a round. */
  @Override
  public synchronized long step() throws IOException {
    if (reading.isEmpty()) {
      List<ChunkId> next = log.page(done, 1).stream().map(info -> info.id()).toList();
      if (next.isEmpty()) {
        done = Optional.empty();
        rounds++;
        return 0;
      }
      done = Optional.of(next.get(0));
      reading = Optional.of(new Reading(next.get(0)));
    }
    return read(reading.orElseThrow());
  }

  private long read(Reading now) throws IOException {
    boolean goesOn = false;
    try {
      Optional<ChunkRead> found = opened.open(now.id);
      if (found.isEmpty()) {
        return LOOK_BYTES;
      }
      try (ChunkRead chunk = found.get()) {
        long length = Math.min(STEP_BYTES, chunk.size() - now.offset);
        chunk.read(new ByteRange(now.offset, length), now.sha256::update);
        now.offset += length;
        if (now.offset < chunk.size()) {
          goesOn = true;
        } else if (!ChunkId.ofBytes(now.sha256.digest()).equals(now.id)) {
          log.corrupt().report(now.id, "its bytes have another hash");
        }
        return length + LOOK_BYTES;
      }
    } catch (FilesException e) {
      if (e.type() != ProblemType.CORRUPT) {
        throw e;
      }
      return LOOK_BYTES;
    } finally {
      if (!goesOn) {
        reading = Optional.empty();
      }
    }
  }
}
