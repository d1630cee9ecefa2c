package dev.files.bench.faults;

import dev.files.bench.disk.DiskResult;
import java.util.Locale;

/**
 * How fast what a lost node had was copied.
 *
 * @param seconds from the order to the last copy
 * @param cpuSeconds of all servers meanwhile
 * @param disk the same disk, read, written and forced by one thread without any server
 */
public record RepairResult(
    long chunks, long bytes, double seconds, double cpuSeconds, DiskResult disk) {

  /** What servers took for each GiB, as a whole. */
  public double cpuSecondsPerGib() {
    return cpuSeconds / bytes * (1L << 30);
  }

  public double megabytesPerSecond() {
    return bytes / 1e6 / seconds;
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%,d chunks, %,.0f MB copied in %.1f s: %,.0f MB/s, %,.0f chunks/s, %.2f CPU-s/GiB%n"
            + "disk copy of the same run: %,.0f MB/s; repair is %.2f of it%n",
        chunks,
        bytes / 1e6,
        seconds,
        megabytesPerSecond(),
        chunks / seconds,
        cpuSecondsPerGib(),
        disk.megabytesPerSecond(),
        megabytesPerSecond() / disk.megabytesPerSecond());
  }
}
