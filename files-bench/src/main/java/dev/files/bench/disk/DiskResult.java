package dev.files.bench.disk;

/**
 * One run of writes.
 *
 * @param writes records that were acknowledged
 * @param forces how often the file was forced for them
 */
public record DiskResult(
    long writes, long forces, long bytes, double seconds, double p50Millis, double p99Millis) {
  public double writesPerSecond() {
    return writes / seconds;
  }

  public double megabytesPerSecond() {
    return bytes / 1e6 / seconds;
  }

  public double writesPerForce() {
    return forces == 0 ? 0 : (double) writes / forces;
  }
}
