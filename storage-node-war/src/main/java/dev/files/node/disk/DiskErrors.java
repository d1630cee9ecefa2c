package dev.files.node.disk;

import java.io.IOException;

/** What the kernel said; Java has only its words. */
public final class DiskErrors {
  private DiskErrors() {}

  /** EIO: a bad sector. Other errors say nothing of the bytes. */
  public static boolean isBadSector(IOException e) {
    return "Input/output error".equals(e.getMessage());
  }

  /** ENOSPC or EDQUOT. */
  public static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left on device")
        || message.contains("Disk quota exceeded")
        || message.contains("File too large");
  }
}
