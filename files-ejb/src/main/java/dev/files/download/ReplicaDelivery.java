package dev.files.download;

import dev.files.metadata.ContentMap;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A delivery out of whichever replicas are well. What it holds, it holds in a {@link Burst}, which
 * it can lose in a pause: then a new one starts small, for who could not take what was fetched may
 * not take much of the next either.
 */
final class ReplicaDelivery implements Delivery {
  /** One window that is sent, one that is fetched meanwhile. */
  private static final int FIRST_BYTES = 2 * BlockChecksums.WINDOW_BYTES;

  private static final int FIRST_BYTES_AFTER_A_PAUSE = BlockChecksums.BLOCK_BYTES;

  /** Rot of one file that is remembered lest it is told twice. */
  private static final int MOST_REPORTS = 1000;

  private record Rot(ChunkId chunk, NodeId node) {}

  private final Fetching fetching;
  private final Windows windows;
  private final Set<Rot> reported = ConcurrentHashMap.newKeySet();
  private Burst burst;
  private boolean paused;
  private long position;

  ReplicaDelivery(Fetching fetching, ContentMap contents, long contentId, ByteRange range) {
    this.fetching = fetching;
    this.windows = new Windows(contents, contentId, range);
    this.burst = new Burst(fetching, windows, this::report, FIRST_BYTES);
  }

  @Override
  public Optional<ByteBuffer> next() throws IOException {
    if (paused && !fetching.memory().takeBack(burst)) {
      windows.goTo(position);
      burst = new Burst(fetching, windows, this::report, FIRST_BYTES_AFTER_A_PAUSE);
    }
    paused = false;
    return burst.next();
  }

  @Override
  public void paused() {
    if (!paused) {
      paused = true;
      position = burst.position();
      fetching.memory().lend(burst, fetching.ticker().now());
    }
  }

  @Override
  public void close() {
    if (!paused || fetching.memory().takeBack(burst)) {
      burst.close();
    }
    paused = false;
  }

  private void report(ChunkId chunk, NodeId node) {
    if (reported.size() < MOST_REPORTS && reported.add(new Rot(chunk, node))) {
      fetching.corrupt().report(chunk, node);
    }
  }
}
