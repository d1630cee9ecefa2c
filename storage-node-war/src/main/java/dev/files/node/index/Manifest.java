package dev.files.node.index;

import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What the runs of the index cover; replaced as a whole. Numbers are big-endian.
 *
 * <pre>
 *  offset size
 *       0    8  magic: "FILESMAN"
 *       8    4  format version, 2
 *      12    4  r, number of runs
 *      16    4  s, number of shared segments
 *      20    4  c, number of corrupt chunks
 *      24    8  segment, and
 *      32    8  position in it: the runs cover all records before; a start reads what is behind
 *      40    8  highest generation
 *      48    8  chunks
 *      56    8  bytes of their records
 *      64    8  bytes of files of one chunk
 *      72    8  highest number of a file that any record named
 *      80   8r  numbers of the runs, newest first
 *          32s  for each shared segment: number, file bytes, live bytes, bytes of control records
 *          32c  ids of the chunks that were found bad
 *            4  CRC32C of everything before
 * </pre>
 */
public record Manifest(
    long segment,
    long position,
    long generation,
    long chunks,
    long usedBytes,
    long wholeFileBytes,
    long highestNumber,
    List<Long> runs,
    List<Usage> segments,
    List<ChunkId> corrupt) {
  /** Use of one segment. */
  public record Usage(long number, long fileBytes, long liveBytes, long controlBytes) {}

  private static final long MAGIC = 0x46494C45534D414EL;
  private static final int VERSION = 2;
  private static final int FIXED_BYTES = 80;
  private static final int USAGE_BYTES = 4 * Long.BYTES;

  Manifest withRuns(List<Long> numbers) {
    return new Manifest(
        segment,
        position,
        generation,
        chunks,
        usedBytes,
        wholeFileBytes,
        highestNumber,
        numbers,
        segments,
        corrupt);
  }

  ByteBuffer toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            FIXED_BYTES
                + runs.size() * Long.BYTES
                + segments.size() * USAGE_BYTES
                + corrupt.size() * Sha256.BYTES
                + Integer.BYTES);
    bytes.putLong(MAGIC).putInt(VERSION);
    bytes.putInt(runs.size()).putInt(segments.size()).putInt(corrupt.size());
    bytes.putLong(segment).putLong(position).putLong(generation);
    bytes.putLong(chunks).putLong(usedBytes).putLong(wholeFileBytes);
    bytes.putLong(highestNumber);
    runs.forEach(bytes::putLong);
    for (Usage usage : segments) {
      bytes.putLong(usage.number()).putLong(usage.fileBytes());
      bytes.putLong(usage.liveBytes()).putLong(usage.controlBytes());
    }
    corrupt.forEach(id -> id.hash().write(bytes));
    return bytes.putInt(crc(bytes)).flip();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().clear().limit(bytes.capacity() - Integer.BYTES));
    return (int) crc.getValue();
  }

  /** Empty unless the bytes are a sound manifest. */
  static Optional<Manifest> parse(byte[] array) {
    ByteBuffer bytes = ByteBuffer.wrap(array);
    if (array.length < FIXED_BYTES + Integer.BYTES
        || bytes.getLong() != MAGIC
        || bytes.getInt() != VERSION
        || bytes.getInt(array.length - Integer.BYTES) != crc(bytes)) {
      return Optional.empty();
    }
    int runCount = bytes.getInt();
    int segmentCount = bytes.getInt();
    int corruptCount = bytes.getInt();
    long segment = bytes.getLong();
    long position = bytes.getLong();
    long generation = bytes.getLong();
    long chunks = bytes.getLong();
    long usedBytes = bytes.getLong();
    long wholeFileBytes = bytes.getLong();
    long highestNumber = bytes.getLong();
    List<Long> runs = new ArrayList<>();
    for (int i = 0; i < runCount; i++) {
      runs.add(bytes.getLong());
    }
    List<Usage> segments = new ArrayList<>();
    for (int i = 0; i < segmentCount; i++) {
      segments.add(new Usage(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
    }
    List<ChunkId> corrupt = new ArrayList<>();
    for (int i = 0; i < corruptCount; i++) {
      corrupt.add(new ChunkId(Sha256.read(bytes)));
    }
    return Optional.of(
        new Manifest(
            segment,
            position,
            generation,
            chunks,
            usedBytes,
            wholeFileBytes,
            highestNumber,
            List.copyOf(runs),
            List.copyOf(segments),
            List.copyOf(corrupt)));
  }

  static Optional<Manifest> read(Path file) throws IOException {
    return Files.exists(file) ? parse(Files.readAllBytes(file)) : Optional.empty();
  }

  /** Takes the place of the one before; on stable storage when this returns. */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        Private.open(
            next,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = toBytes();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Stable.forceDirectory(file.getParent());
  }
}
