package dev.files.bench.load;

import java.util.Map;

/**
 * One run.
 *
 * @param bytes payload of the requests that succeeded
 * @param failures requests that were answered with an error, broke off, or came with a wrong length
 * @param serverCpuSeconds user and system time, by group of processes
 * @param benchCpuSeconds user and system time of the bench itself, in the same time
 */
public record RunResult(
    long requests,
    long failures,
    long bytes,
    double seconds,
    double p50Millis,
    double p99Millis,
    Map<String, Double> serverCpuSeconds,
    double benchCpuSeconds) {
  private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;

  public double megabytesPerSecond() {
    return bytes / 1e6 / seconds;
  }

  public double requestsPerSecond() {
    return requests / seconds;
  }

  public double serverCpuSecondsTotal() {
    return serverCpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** 0 when nothing was moved. */
  public double serverCpuSecondsPerGib() {
    return perGib(serverCpuSecondsTotal());
  }

  public double benchCpuSecondsPerGib() {
    return perGib(benchCpuSeconds);
  }

  private double perGib(double cpuSeconds) {
    return bytes == 0 ? 0 : cpuSeconds / (bytes / BYTES_PER_GIB);
  }
}
