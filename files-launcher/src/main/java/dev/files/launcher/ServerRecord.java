package dev.files.launcher;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one server.
 *
 * @param url where others reach it
 * @param process the process last started for it, empty when there was none or it was stopped
 * @param started when that process was started
 * @param ready whether it has been seen ready since
 * @param retired whether it is a node whose life has ended: it is not started any more
 */
record ServerRecord(
    Role role,
    int number,
    String url,
    Optional<ProcessIdentity> process,
    Optional<Instant> started,
    boolean ready,
    boolean retired) {

  static ServerRecord stopped(Role role, int number, String url) {
    return new ServerRecord(role, number, url, Optional.empty(), Optional.empty(), false, false);
  }

  String name() {
    return role.serverName(number);
  }

  boolean isAlive() {
    return process.filter(ProcessIdentity::isAlive).isPresent();
  }

  State state() {
    if (!isAlive()) {
      return State.STOPPED;
    }
    return ready ? State.RUNNING : State.STARTING;
  }

  ServerRecord startedAs(ProcessIdentity identity, Instant now) {
    return new ServerRecord(
        role, number, url, Optional.of(identity), Optional.of(now), false, retired);
  }

  ServerRecord nowReady() {
    return new ServerRecord(role, number, url, process, started, true, retired);
  }

  ServerRecord nowStopped() {
    return new ServerRecord(role, number, url, Optional.empty(), Optional.empty(), false, retired);
  }

  ServerRecord nowRetired() {
    return new ServerRecord(role, number, url, process, started, ready, true);
  }

  /** As {@code ./files status} names it. */
  enum State {
    RUNNING,
    STARTING,
    STOPPED
  }
}
