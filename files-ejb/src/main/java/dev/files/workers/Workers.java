package dev.files.workers;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.NoSuchObjectLocalException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The timers of this front. Each worker has one timer that fires once and is set again after the
 * step, so that steps of one worker never pile up.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Workers {
  /** The container's resource for timers: a timer of 0 ms could fire before it is known. */
  private static final Duration LEAST = Duration.ofMillis(1);

  @Inject @Any Instance<Chore> chores;

  @Resource TimerService timers;

  private final Map<String, Worker> workers = new TreeMap<>();

  @PostConstruct
  void start() {
    Throttle throttle = new Throttle();
    for (Chore chore : chores) {
      workers.put(chore.name(), new Worker(chore, throttle, System::nanoTime));
      set(chore.name(), chore.interval());
    }
  }

  @Timeout
  void fire(Timer timer) {
    String name = (String) timer.getInfo();
    Worker worker = workers.get(name);
    // Should even the step's own care fail, the worker comes back all the same.
    Duration wait = worker.interval();
    try {
      wait = worker.step();
    } finally {
      setAgain(name, wait);
    }
  }

  private void setAgain(String name, Duration wait) {
    try {
      set(name, wait);
    } catch (IllegalStateException | NoSuchObjectLocalException e) {
      // The server is shutting down, and the timers with it.
    }
  }

  private void set(String name, Duration wait) {
    Duration positive = wait.compareTo(LEAST) < 0 ? LEAST : wait;
    timers.createSingleActionTimer(positive.toMillis(), new TimerConfig(name, false));
  }

  /** All workers, by name. */
  public List<Worker.View> views() {
    return workers.values().stream().map(Worker::view).toList();
  }

  /** Lets the worker finish its step and start no other until it is resumed. */
  public void pause(String name) {
    workers.get(name).pause();
  }

  public void resume(String name) {
    workers.get(name).resume();
  }
}
