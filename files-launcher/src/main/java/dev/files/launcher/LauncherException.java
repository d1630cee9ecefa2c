package dev.files.launcher;

import java.nio.file.FileSystemException;

/** Something a person has to know; the message is all that is shown of it. */
final class LauncherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LauncherException(String message) {
    super(message);
  }

  LauncherException(String message, Throwable cause) {
    super(message + ": " + reason(cause), cause);
  }

  /** The message of a file system's failure is often the path alone. */
  private static String reason(Throwable cause) {
    return cause instanceof FileSystemException || cause.getMessage() == null
        ? cause.toString().replaceFirst("^[\\w.]*\\.", "")
        : cause.getMessage();
  }
}
