package dev.files.node.log;

import java.io.IOException;

/** Something that the log's thread does for another thread: it adds records, or only looks. */
interface LogCommand {
  /** The most bytes of the record with a chunk's data; 0 when there is none. */
  long dataBytes();

  /** Adds its records to the batch, or none; throws before it has added any. */
  void plan(Batch batch) throws IOException;

  /** Whether it may take what is reserved: it makes room in the end. */
  default boolean mayUseReserve() {
    return false;
  }

  /** Whether it frees room by itself, so that it may take the last there is. */
  default boolean makesRoom() {
    return false;
  }

  /** Whether a client waits for it, and not upkeep. */
  default boolean isForeground() {
    return true;
  }

  /** What was planned is on stable storage and can be seen. */
  void done();

  /** Nothing was planned, or it is not known whether it got onto stable storage. */
  void failed(Exception cause);
}
