package dev.files.bench.slow;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param clients slow ones of each kind
 * @param wholeUploads stalled ones of a single chunk
 * @param warmup measurements that are not counted
 * @param samples requests of each kind in one measurement
 * @param largeBytes the file that slow clients download
 * @param rush a crowd may take so long to settle
 */
public record SlowPlan(
    int clients, int wholeUploads, int warmup, int samples, long largeBytes, Duration rush) {
  /** What fast clients move. */
  static final long SMALL_BYTES = 1024 * 1024;

  /** Of an upload, and how much of it is sent before it stalls. */
  static final long UPLOAD_BYTES = 4 * 1024 * 1024;

  static final long STALLED_AFTER_BYTES = 300_000;

  /** Of an upload of one chunk, likewise: too much to be held in memory. */
  static final long WHOLE_BYTES = 1024 * 1024 * 1024;

  static final long WHOLE_STALLED_AFTER_BYTES = 9 * 1024 * 1024;

  /** Of a slow client, either way. */
  static final int BYTES_PER_SECOND = 1024;

  public SlowPlan {
    if (clients < 1 || wholeUploads < 1 || warmup < 0 || samples < 1) {
      throw new IllegalArgumentException("there must be clients and samples");
    }
  }
}
