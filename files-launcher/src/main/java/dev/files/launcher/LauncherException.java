package dev.files.launcher;

/** Something a person has to know; the message is all that is shown of it. */
final class LauncherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LauncherException(String message) {
    super(message);
  }

  LauncherException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
