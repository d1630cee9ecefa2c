package dev.files.bench.report;

import java.time.Instant;

/** Where and when figures were taken: without it they say nothing. */
public record Machine(String time, int processors, String os, String java, long maxHeapBytes) {
  public static Machine now(Instant time) {
    return new Machine(
        time.toString(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        Runtime.getRuntime().maxMemory());
  }
}
