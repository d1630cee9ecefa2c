package dev.files.node.log;

/** What a record says; the number is the byte on disk and never changes its meaning. */
enum RecordKind {
  /** The bytes of a chunk, which has at least this generation. */
  DATA(1),
  /** The chunk has at least this generation. */
  KEEP(2),
  /** The chunk was removed: whatever has this generation or a lower one is dead. */
  DELETE(3),
  /** The bytes of the chunk lie in a file of their own, named by the target number. */
  ADOPT(4),
  /** Nothing: fills up to where a large record may start. */
  PAD(5);

  private static final RecordKind[] BY_NUMBER = {null, DATA, KEEP, DELETE, ADOPT, PAD};

  private final byte number;

  RecordKind(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }

  /** Whether there is a kind of this number. */
  static boolean exists(byte number) {
    return number > 0 && number < BY_NUMBER.length;
  }

  static RecordKind of(byte number) {
    return BY_NUMBER[number];
  }
}
