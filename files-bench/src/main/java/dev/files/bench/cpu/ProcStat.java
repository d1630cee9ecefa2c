package dev.files.bench.cpu;

import java.io.IOException;

/**
 * One line of {@code /proc/PID/stat} (proc(5)), as far as it matters here.
 *
 * @param ticks user and system time of the process and of its children that have ended and were
 *     waited for, in clock ticks
 */
record ProcStat(long pid, long parent, long ticks) {

  /** Fields are counted from 1 in proc(5); the first one after the name is number 3. */
  private static final int FIRST_AFTER_NAME = 3;

  private static final int PARENT = 4;
  private static final int USER_TICKS = 14;
  private static final int ENDED_CHILDREN_SYSTEM_TICKS = 17;

  static ProcStat parse(String line) throws IOException {
    int open = line.indexOf('(');
    // The name of a program may hold blanks and brackets itself: the last one ends it.
    int close = line.lastIndexOf(')');
    if (open < 2 || close < open) {
      throw new IOException("not a line of /proc/PID/stat: " + line);
    }
    String[] fields = line.substring(close + 1).strip().split(" ", -1);
    try {
      long ticks = 0;
      for (int field = USER_TICKS; field <= ENDED_CHILDREN_SYSTEM_TICKS; field++) {
        ticks += Long.parseLong(fields[field - FIRST_AFTER_NAME]);
      }
      return new ProcStat(
          Long.parseLong(line.substring(0, open).strip()),
          Long.parseLong(fields[PARENT - FIRST_AFTER_NAME]),
          ticks);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("not a line of /proc/PID/stat: " + line, e);
    }
  }
}
