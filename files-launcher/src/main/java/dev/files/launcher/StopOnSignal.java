package dev.files.launcher;

/** What to do when this program is told to end: by Ctrl-C, by a closing terminal, by TERM. */
final class StopOnSignal {
  private final Thread hook;
  private boolean armed;

  StopOnSignal(Runnable stop) {
    hook = new Thread(stop, "stop-on-signal");
  }

  void arm() {
    Runtime.getRuntime().addShutdownHook(hook);
    armed = true;
  }

  /** Nothing is to be stopped any more; too late when the signal has come. */
  void disarm() {
    if (!armed) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook runs already, and this program ends when it has ended.
      armed = false;
    }
  }
}
