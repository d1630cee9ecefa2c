package dev.files.bench.compare;

/**
 * How much is measured.
 *
 * @param largeBytes a large file; what eight clients upload in one run is as much together, so that
 *     a run of all rounds does not fill the disk
 * @param mediumBytes a body of one chunk
 * @param mediumCount downloads of such bodies in one run
 * @param smallCount uploads and downloads of small bodies in one run
 */
public record ComparisonPlan(
    int warmup,
    int runs,
    long largeBytes,
    long mediumBytes,
    long mediumCount,
    int smallBytes,
    long smallCount) {
  static final int MANY_CLIENTS = 8;
  static final int SMALL_CLIENTS = 16;

  /** Bodies that clients download in turn. */
  static final int MEDIUM_BODIES = 24;

  static final int SMALL_BODIES = 256;

  /**
   * Room for two copies by Files, which keeps all uploads until the end, and one by nginx at a
   * time.
   */
  public long diskBytesNeeded() {
    long rounds = warmup + (long) runs;
    long uploads = 2 * rounds * largeBytes + rounds * smallBytes * smallCount;
    return 2 * (uploads + largeBytes) + 3 * largeBytes;
  }
}
