package dev.files.nodes;

import dev.files.database.Database;
import dev.files.settings.FrontSettings;
import dev.files.workers.WorkerSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What this package gives to the others. */
@ApplicationScoped
class NodeBeans {
  @Resource ManagedScheduledExecutorService scheduler;
  private Optional<ScheduledFuture<?>> refreshing = Optional.empty();

  @Produces
  @Singleton
  LostNodes lost(Database database, FrontSettings settings) {
    return new LostNodes(
        database,
        settings.nodeActive(),
        settings.nodeLost(),
        settings.manyLost(),
        settings.pingInterval(),
        System::nanoTime);
  }

  @Produces
  @Singleton
  History history(Database database) {
    return new History(database);
  }

  @Produces
  @Singleton
  NodeRegistry registry(
      NodeRecords records,
      LostNodes lost,
      Database database,
      FrontSettings settings,
      CorruptReports corrupt) {
    WorkerSettings orders = new WorkerSettings(database);
    Registry registry =
        new Registry(records, lost, settings, corrupt, orders::orders, System::nanoTime);
    long millis = Registry.REFRESH_EVERY.toMillis();
    refreshing =
        Optional.of(
            scheduler.scheduleWithFixedDelay(
                registry::refresh, millis, millis, TimeUnit.MILLISECONDS));
    return registry;
  }

  void stop(@Disposes NodeRegistry registry) {
    refreshing.ifPresent(beating -> beating.cancel(false));
  }
}
