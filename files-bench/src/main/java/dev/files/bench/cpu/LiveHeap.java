package dev.files.bench.cpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What lives on the heap of another Java process of this machine. */
public final class LiveHeap {
  private LiveHeap() {}

  /**
   * Lets the process collect, and sums what is left: {@code jcmd PID GC.class_histogram}.
   *
   * @return bytes
   * @throws IOException when that is no Java process, or one of another user
   */
  public static long bytes(long pid) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String last = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
    }
    // The sum stands in the last line: Total, instances, bytes.
    String[] fields = last.strip().split("\\s+", -1);
    if (process.waitFor() != 0 || fields.length != 3 || !"Total".equals(fields[0])) {
      throw new IOException("no histogram of the heap of process " + pid + ": " + last);
    }
    return Long.parseLong(fields[2]);
  }
}
