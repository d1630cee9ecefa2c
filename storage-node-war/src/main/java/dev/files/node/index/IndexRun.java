package dev.files.node.index;

import dev.files.node.disk.Private;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * An immutable part of the index: entries in the order of ids. On the heap are 12 bytes for each
 * page of 64 entries, the page cache has the rest. Pages are read, not mapped: a bad sector under a
 * mapping ends a thread or the process, under a read it is an error. And they are read through
 * random access files, because an interrupt would close a channel under everybody. Numbers are
 * big-endian.
 *
 * <pre>
 *           offset     size
 *                0        8  magic: "FILESRUN"
 *                8        4  format version, 1
 *               12        4  zero
 *               16        8  n, number of entries
 *               24        4  CRC32C of the page table
 *               28        4  CRC32C of bytes 0 to 27
 *               32     4064  zero
 *             4096   p*4096  p = ceil(n / 64) pages of 64 entries, see {@link IndexEntry}; the last
 *                            one is filled up with zeros
 *      4096+p*4096     p*12  page table: the first 8 bytes of the page's first id (8), CRC32C of
 *                            the page (4)
 * </pre>
 */
final class IndexRun implements AutoCloseable {
  private static final long MAGIC = 0x46494C455352554EL;
  private static final int VERSION = 1;
  private static final int PAGE_BYTES = 4096;
  private static final int PAGE_ENTRIES = PAGE_BYTES / IndexEntry.BYTES;
  private static final int TABLE_ENTRY_BYTES = 12;

  /** Open files of a run, each with a lock, so that readers seldom wait for each other. */
  private static final int FILES = 4;

  private static final int HEADER_CRC_AT = 28;

  private final long number;
  private final long entries;
  private final List<RandomAccessFile> files;
  private final long[] firstIds;
  private final int[] checksums;

  private IndexRun(
      long number, long entries, List<RandomAccessFile> files, long[] firstIds, int[] checksums) {
    this.number = number;
    this.entries = entries;
    this.files = files;
    this.firstIds = firstIds;
    this.checksums = checksums;
  }

  /** A run is not what was written. */
  static final class DamagedException extends IOException {
    DamagedException(String message) {
      super(message);
    }
  }

  /**
   * Writes a run and forces it.
   *
   * @param source in the order of ids, none twice
   */
  static IndexRun write(Path file, long number, Iterator<IndexEntry> source) throws IOException {
    try (FileChannel channel =
        Private.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      new IndexRunWriter(channel).write(source);
    } catch (IOException | RuntimeException e) {
      // Half a run is of no use, and its room may be what the log needs.
      Files.deleteIfExists(file);
      throw e;
    }
    return open(file, number);
  }

  /** Opens a run without looking at its pages. */
  static IndexRun open(Path file, long number) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, PAGE_BYTES);
      if (header.getLong(0) != MAGIC
          || header.getInt(8) != VERSION
          || header.getInt(HEADER_CRC_AT) != crc(header.slice(0, HEADER_CRC_AT))) {
        throw new DamagedException("the header of index run " + number + " is damaged");
      }
      long entries = header.getLong(16);
      int pages = pages(entries);
      long tableAt = PAGE_BYTES + (long) pages * PAGE_BYTES;
      ByteBuffer table = read(channel, tableAt, pages * TABLE_ENTRY_BYTES);
      if (crc(table) != header.getInt(24)) {
        throw new DamagedException("the page table of index run " + number + " is damaged");
      }
      long[] firstIds = new long[pages];
      int[] checksums = new int[pages];
      for (int page = 0; page < pages; page++) {
        firstIds[page] = table.getLong(page * TABLE_ENTRY_BYTES);
        checksums[page] = table.getInt(page * TABLE_ENTRY_BYTES + Long.BYTES);
      }
      return new IndexRun(number, entries, openFiles(file), firstIds, checksums);
    }
  }

  private static List<RandomAccessFile> openFiles(Path file) throws IOException {
    List<RandomAccessFile> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      files.add(new RandomAccessFile(file.toFile(), "r"));
    }
    return List.copyOf(files);
  }

  private static int pages(long entries) {
    return Math.toIntExact((entries + PAGE_ENTRIES - 1) / PAGE_ENTRIES);
  }

  private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new DamagedException("an index run ends early");
      }
    }
    return into.flip();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  long number() {
    return number;
  }

  long entries() {
    return entries;
  }

  long fileBytes() {
    return PAGE_BYTES + (long) firstIds.length * (PAGE_BYTES + TABLE_ENTRY_BYTES);
  }

  /** Checks all pages. */
  void verify() throws IOException {
    for (int page = 0; page < firstIds.length; page++) {
      page(page);
    }
  }

  private ByteBuffer page(int page) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PAGE_BYTES);
    RandomAccessFile file = files.get(page % FILES);
    synchronized (file) {
      file.seek(PAGE_BYTES + (long) page * PAGE_BYTES);
      file.readFully(bytes.array());
    }
    if (crc(bytes) != checksums[page]) {
      throw new DamagedException("page " + page + " of index run " + number + " is damaged");
    }
    return bytes;
  }

  private int entriesOn(int page) {
    return (int) Math.min(PAGE_ENTRIES, entries - (long) page * PAGE_ENTRIES);
  }

  /** The first page that may have this id or a higher one. */
  private int pageFor(ChunkId id) {
    int low = 0;
    int high = firstIds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(firstIds[middle], id.hash().a()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // Of several pages with the same first 8 bytes the one before the first may begin lower.
    return Math.max(0, low - 1);
  }

  Optional<Entry> find(ChunkId id) throws IOException {
    for (int page = pageFor(id);
        page < firstIds.length && Long.compareUnsigned(firstIds[page], id.hash().a()) <= 0;
        page++) {
      ByteBuffer bytes = page(page);
      int at = search(bytes, entriesOn(page), id);
      if (at < entriesOn(page) && IndexEntry.idAt(bytes, at * IndexEntry.BYTES).equals(id)) {
        return Optional.of(IndexEntry.read(bytes, at * IndexEntry.BYTES).entry());
      }
    }
    return Optional.empty();
  }

  /** The first of the page's entries that is not lower than the id. */
  private static int search(ByteBuffer page, int count, ChunkId id) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (IndexEntry.idAt(page, middle * IndexEntry.BYTES).compareTo(id) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whoever still reads it is told so; what is in it lies in another run by then. */
  @Override
  public void close() throws IOException {
    for (RandomAccessFile file : files) {
      file.close();
    }
  }

  /** The entries from this id on; throws {@link UncheckedIOException} at a damaged page. */
  Iterator<IndexEntry> from(Optional<ChunkId> first) {
    return new Pages(first);
  }

  private final class Pages implements Iterator<IndexEntry> {
    private final Optional<ChunkId> first;
    private int page;
    private int at;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    Pages(Optional<ChunkId> first) {
      this.first = first;
      this.page = first.map(IndexRun.this::pageFor).orElse(0) - 1;
      turn();
      while (first.isPresent() && page < firstIds.length && at == entriesOn(page)) {
        turn();
      }
    }

    private void turn() {
      page++;
      at = 0;
      if (page < firstIds.length) {
        try {
          bytes = page(page);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        at = first.map(id -> search(bytes, entriesOn(page), id)).orElse(0);
      }
    }

    @Override
    public boolean hasNext() {
      return page < firstIds.length;
    }

    @Override
    public IndexEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      IndexEntry entry = IndexEntry.read(bytes, at * IndexEntry.BYTES);
      at++;
      if (at == entriesOn(page)) {
        turn();
      }
      return entry;
    }
  }

  /** Writes the bytes of a run. */
  private static final class IndexRunWriter {
    private static final int BUFFER_PAGES = 64;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_PAGES * PAGE_BYTES);
    private ByteBuffer table = ByteBuffer.allocate(1024 * TABLE_ENTRY_BYTES);
    private long position = PAGE_BYTES;
    private long count;

    IndexRunWriter(FileChannel channel) {
      this.channel = channel;
    }

    void write(Iterator<IndexEntry> source) throws IOException {
      while (source.hasNext()) {
        if (!buffer.hasRemaining()) {
          flush();
        }
        source.next().write(buffer);
        count++;
      }
      while (buffer.position() % PAGE_BYTES != 0) {
        buffer.putLong(0);
      }
      flush();
      table.flip();
      ByteBuffer header = ByteBuffer.allocate(PAGE_BYTES);
      header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(count).putInt(crc(table));
      header.putInt(crc(header.slice(0, HEADER_CRC_AT)));
      position += writeAll(table, position);
      writeAll(header.clear(), 0);
      channel.force(true);
    }

    private void flush() throws IOException {
      buffer.flip();
      for (int at = 0; at < buffer.limit(); at += PAGE_BYTES) {
        if (!table.hasRemaining()) {
          table = ByteBuffer.allocate(2 * table.capacity()).put(table.flip());
        }
        table.putLong(buffer.getLong(at)).putInt(crc(buffer.slice(at, PAGE_BYTES)));
      }
      position += writeAll(buffer, position);
      buffer.clear();
    }

    private int writeAll(ByteBuffer bytes, long at) throws IOException {
      int written = 0;
      while (bytes.hasRemaining()) {
        written += channel.write(bytes, at + written);
      }
      return written;
    }
  }
}
