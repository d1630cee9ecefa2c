package dev.files.workers;

import dev.files.database.Database;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.WorkerOrder;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/**
 * The timers of this front. Each worker has one timer that fires once and is set again after the
 * step, so that steps of one worker never pile up; one more reads how all of them are to work.
 */
@Singleton
@Startup
@Local({WorkerControl.class, OutOfTurn.class})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Workers implements WorkerControl, OutOfTurn {
  /** The container's resource for timers: a timer of 0 ms could fire before it is known. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** How soon what operators set is heard of, also by a worker that rests or is paused. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** What a timer is for that is no worker's. */
  private static final String SETTINGS = "";

  private static final Logger LOG = Logger.getLogger(Workers.class);

  @Inject @Any Instance<Chore> chores;
  @Inject Database database;
  @Inject ClientWaits clients;

  @Resource TimerService timers;

  private final Map<String, Worker> workers = new TreeMap<>();

  @PostConstruct
  void start() {
    Throttle throttle = new Throttle(clients);
    for (Chore chore : chores) {
      workers.put(chore.name(), new Worker(chore, throttle, System::nanoTime));
      set(chore.name(), chore.interval());
    }
    set(SETTINGS, Duration.ZERO);
  }

  @Timeout
  void fire(Timer timer) {
    String name = (String) timer.getInfo();
    // Should even the step's own care fail, the worker comes back all the same.
    Duration wait = LOOK;
    try {
      if (name.equals(SETTINGS)) {
        applySettings();
      } else {
        wait = workers.get(name).step();
      }
    } finally {
      setAgain(name, wait.compareTo(LOOK) < 0 ? wait : LOOK);
    }
  }

  /** While the database is away, all go on as they were told last. */
  private void applySettings() {
    try {
      Map<String, WorkerSetting> settings = new WorkerSettings(database).all();
      workers.forEach(
          (name, worker) -> worker.set(settings.getOrDefault(name, WorkerSetting.DEFAULT)));
    } catch (RuntimeException e) {
      LOG.debugf(e, "how workers are to work cannot be read");
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

  @Override
  public void run(String worker, IntSupplier work) {
    workers.get(worker).outOfTurn(work);
  }

  @Override
  public List<Worker.View> views() {
    return workers.values().stream().map(Worker::view).toList();
  }

  @Override
  public Map<String, WorkerSetting> ofNodes() {
    return new WorkerSettings(database).ofNodes();
  }

  @Override
  public WorkerSetting change(String name, Optional<Boolean> paused, Optional<Double> pace) {
    Set<String> names = new TreeSet<>(workers.keySet());
    names.addAll(WorkerOrder.NAMES);
    if (!names.contains(name)) {
      throw new FilesException(
          ProblemType.NOT_FOUND, "There is no worker of this name, but " + names);
    }
    WorkerSettings settings = new WorkerSettings(database);
    settings.change(name, paused, pace);
    applySettings();
    return settings.all().getOrDefault(name, WorkerSetting.DEFAULT);
  }
}
