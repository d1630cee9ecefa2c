package dev.files.bench.faults;

import dev.files.bench.faults.Servers.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Lets faults happen, one after the other; several injectors may be at work at once, each at other
 * servers. A disk is lost only while all chunks have all copies and nothing else happens: two
 * copies survive the loss of one disk, no more is promised.
 */
final class Injector {
  /** How long a node is away to be lost, with the settings of a cluster by default. */
  private static final Duration LOST = Duration.ofSeconds(75);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final List<Fault> FAULTS = List.of(Fault.values());

  private final Servers servers;
  private final Tally tally;
  private final Duration healing;
  private final Consumer<String> progress;
  private final ReadWriteLock loss = new ReentrantReadWriteLock(true);
  private final Set<String> busy = new HashSet<>();

  Injector(Servers servers, Tally tally, Duration healing, Consumer<String> progress) {
    this.servers = servers;
    this.tally = tally;
    this.healing = healing;
    this.progress = progress;
  }

  /** Goes on until told to stop; then all servers run that this one touched. */
  void run(Random random, BooleanSupplier goesOn) throws InterruptedException {
    while (goesOn.getAsBoolean()) {
      Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
      try {
        happen(fault, random);
      } catch (IOException e) {
        // A server that did not start in time, say: whether it hurts is seen in the end.
        progress.accept(fault.text() + ": " + e.getMessage());
      }
      Thread.sleep(random.nextLong(LONGEST_PAUSE.toMillis()));
    }
  }

  private void happen(Fault fault, Random random) throws IOException, InterruptedException {
    boolean alone = fault == Fault.DISK_LOST;
    var lock = alone ? loss.writeLock() : loss.readLock();
    lock.lock();
    try {
      if (alone && !untilHealed()) {
        throw new IOException("the cluster did not heal within " + healing.toSeconds() + " s");
      }
      Optional<Server> taken = take(role(fault), random);
      if (taken.isEmpty()) {
        return;
      }
      Server server = taken.get();
      try {
        progress.accept(server.name() + ": " + fault.text());
        strike(fault, server, random);
        tally.fault(fault);
      } finally {
        give(server);
      }
      if (alone && !untilHealed()) {
        throw new IOException("what was lost is not copied within " + healing.toSeconds() + " s");
      }
    } finally {
      lock.unlock();
    }
  }

  private static String role(Fault fault) {
    return switch (fault) {
      case NODE_KILLED, NODE_STOPPED, NODE_LOST, DISK_LOST -> "node";
      case FRONT_KILLED -> "front";
      case BROKER_KILLED, JOURNAL_WIPED -> "broker";
      case DATABASE_KILLED -> "database";
    };
  }

  private void strike(Fault fault, Server server, Random random)
      throws IOException, InterruptedException {
    if (fault == Fault.NODE_STOPPED) {
      servers.signal(server, "STOP");
      Thread.sleep(random.nextLong(LONGEST_STOP.toMillis()));
      servers.signal(server, "CONT");
      return;
    }
    servers.kill(server);
    switch (fault) {
      case NODE_LOST -> Thread.sleep(LOST.toMillis());
      case DISK_LOST -> Servers.empty(server.data());
      case JOURNAL_WIPED -> Servers.empty(server.data().resolve("data").resolve("activemq"));
      default -> {}
    }
    servers.start(server);
  }

  /** Whether all copies are there, or were within the limit. */
  boolean untilHealed() throws InterruptedException {
    long start = System.nanoTime();
    while (!servers.healed()) {
      if (System.nanoTime() - start > healing.toNanos()) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    return true;
  }

  /**
   * A server that nothing happens to; null when there is none, of one front it would be the only.
   */
  private synchronized Optional<Server> take(String role, Random random)
      throws IOException, InterruptedException {
    List<Server> free =
        servers.of(role).stream().filter(server -> !busy.contains(server.name())).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Server taken = free.get(random.nextInt(free.size()));
    busy.add(taken.name());
    return Optional.of(taken);
  }

  private synchronized void give(Server server) {
    busy.remove(server.name());
  }
}
