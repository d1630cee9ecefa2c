package dev.files.node.store;

import dev.files.node.log.ChunkLog;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads again all that is stored, in the order of ids and round and round, and checks each chunk
 * against its block checksums and its name. A pass goes on where it was after a restart.
 */
public final class Scrubber implements StoreWorker {
  /** The most that one step reads. */
  static final long STEP_BYTES = 8 << 20;

  private static final Logger LOG = Logger.getLogger(Scrubber.class);

  /** What a look at a record costs, whatever its size. */
  private static final long LOOK_BYTES = 4096;

  private final ChunkLog log;
  private final OpenChunks opened;
  private final ScrubPlace place;
  private final Clock clock;

  private ScrubPass pass;
  private Optional<Reading> reading = Optional.empty();
  private long rounds;

  Scrubber(ChunkLog log, OpenChunks opened, ScrubPlace place, Clock clock) {
    this.log = log;
    this.opened = opened;
    this.place = place;
    this.clock = clock;
    this.pass = place.read().orElseGet(() -> ScrubPass.first(clock.instant()));
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

  /** How often everything has been read since the start. */
  public synchronized long rounds() {
    return rounds;
  }

  /** How much of all is behind it in this pass, 0 to 1. */
  public synchronized double share() {
    return pass.share();
  }

  /** When everything had been read last. */
  public synchronized Optional<Instant> lastEnded() {
    return pass.lastEnded();
  }

  /** Copies that this pass found bad. */
  public synchronized long rotten() {
    return pass.rotten();
  }

  /** Bytes in a second that are to be read so that everything is within the period. */
  public synchronized long neededBytesPerSecond(Duration period) {
    return pass.neededBytesPerSecond(log.usedBytes(), period, clock.instant());
  }

  /** One chunk, or 8 MiB of a larger one; 0 at the end of a round. */
  @Override
  public synchronized long step() throws IOException {
    if (reading.isEmpty()) {
      List<ChunkInfo> next = log.page(pass.done(), 1);
      if (next.isEmpty()) {
        end();
        return 0;
      }
      reading = Optional.of(new Reading(next.get(0).id()));
    }
    return read(reading.orElseThrow());
  }

  private void end() {
    Instant now = clock.instant();
    if (pass.bytes() > 0) {
      LOG.infof(
          "All chunks were read, %d bytes in %d s: %d were found bad",
          pass.bytes(), Duration.between(pass.began(), now).toSeconds(), pass.rotten());
    }
    rounds++;
    pass = pass.ended(now);
    place.keep(pass, now);
  }

  private long read(Reading now) throws IOException {
    boolean goesOn = false;
    boolean rotten = false;
    long length = 0;
    try {
      Optional<ChunkRead> found = opened.open(now.id);
      if (found.isEmpty()) {
        return LOOK_BYTES;
      }
      try (ChunkRead chunk = found.get()) {
        long window = Math.min(STEP_BYTES, chunk.size() - now.offset);
        chunk.read(new ByteRange(now.offset, window), now.sha256::update);
        length = window;
        now.offset += length;
        if (now.offset < chunk.size()) {
          goesOn = true;
        } else if (!ChunkId.ofBytes(now.sha256.digest()).equals(now.id)) {
          log.corrupt().report(now.id, "its bytes have another hash");
          rotten = true;
        }
        return length + LOOK_BYTES;
      }
    } catch (FilesException e) {
      if (e.type() != ProblemType.CORRUPT) {
        // Tried again: a chunk that could not be looked at was not.
        goesOn = true;
        throw e;
      }
      rotten = true;
      return LOOK_BYTES;
    } finally {
      pass = pass.plus(length, rotten ? 1 : 0);
      if (!goesOn) {
        pass = pass.after(now.id);
        reading = Optional.empty();
        place.keepNow(pass, clock.instant());
      }
    }
  }

  /** Keeps the place. */
  synchronized void close() {
    place.keep(pass, clock.instant());
  }
}
