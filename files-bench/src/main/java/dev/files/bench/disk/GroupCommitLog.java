package dev.files.bench.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends of many threads to one file, acknowledged when they are on stable storage. Whoever comes
 * while nobody writes becomes the leader: it takes all records that wait, writes them with one
 * call, forces once and wakes their owners. Meanwhile the next batch gathers.
 */
final class GroupCommitLog implements Closeable {
  private final FileChannel channel;
  private final Object lock = new Object();

  /** As long as there are threads, for each brings one record and waits. */
  private List<Append> waiting = new ArrayList<>();

  private boolean writing;
  private boolean broken;
  private long forces;

  GroupCommitLog(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static final class Append {
    private final ByteBuffer bytes;
    private boolean done;

    private Append(ByteBuffer bytes) {
      this.bytes = bytes;
    }
  }

  /** Returns when the record is on stable storage. */
  void append(ByteBuffer bytes) throws IOException, InterruptedException {
    Append mine = new Append(bytes);
    List<Append> batch;
    synchronized (lock) {
      waiting.add(mine);
      while (writing && !mine.done) {
        lock.wait();
      }
      if (mine.done) {
        return;
      }
      if (broken) {
        // After a failed force nobody knows what is on the disk: the log takes nothing more.
        throw new IOException("an earlier write failed");
      }
      writing = true;
      batch = waiting;
      waiting = new ArrayList<>();
    }
    boolean written = false;
    try {
      write(batch);
      written = true;
    } finally {
      synchronized (lock) {
        writing = false;
        broken = !written;
        for (Append append : batch) {
          append.done = written;
        }
        lock.notifyAll();
      }
    }
  }

  private void write(List<Append> batch) throws IOException {
    ByteBuffer[] buffers = batch.stream().map(append -> append.bytes).toArray(ByteBuffer[]::new);
    ByteBuffer last = buffers[buffers.length - 1];
    while (last.hasRemaining()) {
      channel.write(buffers);
    }
    channel.force(false);
    forces++;
  }

  /** To be read when no thread appends any more. */
  long forces() {
    return forces;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
