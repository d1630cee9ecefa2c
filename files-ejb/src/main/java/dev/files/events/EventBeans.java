package dev.files.events;

import dev.files.figures.FrontFigures;
import dev.files.health.FrontHealth;
import dev.files.nodes.NodeControl;
import dev.files.plans.PlanControl;
import dev.files.settings.ServerName;
import dev.files.workers.RepairView;
import dev.files.workers.WorkerControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;

/** What this package gives to the others. */
@ApplicationScoped
class EventBeans {
  private static final int SERIES_CHARS = 8;

  @Produces
  @Singleton
  Events events(
      Clock clock,
      NodeControl nodes,
      WorkerControl workers,
      RepairView repairs,
      PlanControl plans,
      FrontFigures figures,
      FrontHealth health,
      ServerName server) {
    return new EventFeed(
        UUID.randomUUID().toString().substring(0, SERIES_CHARS),
        server.text(),
        new Sights(clock, nodes, workers, repairs, plans, figures, health),
        System::nanoTime);
  }
}
