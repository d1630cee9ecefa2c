package dev.files.bench.faults;

/** What happens to servers. */
enum Fault {
  NODE_KILLED("node killed and started"),
  NODE_STOPPED("node stopped (SIGSTOP) for up to 20 s"),
  NODE_LOST("node away until it is lost, then back"),
  DISK_LOST("node killed, its disk emptied, started"),
  FRONT_KILLED("front killed and started"),
  BROKER_KILLED("broker killed and started"),
  JOURNAL_WIPED("broker killed, its journal deleted, started"),
  DATABASE_KILLED("database killed and started");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  /** For people. */
  String text() {
    return text;
  }
}
