package dev.files.plans;

import dev.files.database.Database;
import dev.files.nodes.NodeControl;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class PlanBeans {
  @Produces
  @Singleton
  Plans plans(Database database, NodeControl nodes, FrontSettings settings) {
    return new Plans(new PlanTable(database), nodes, settings.replicas());
  }

  @Produces
  @Singleton
  PlanKeeper keeper(Database database, Plans plans, NodeControl nodes, FrontSettings settings) {
    return new PlanKeeper(
        new PlanTable(database),
        plans,
        nodes,
        settings.rebalanceSpread(),
        settings.pingInterval(),
        settings.pingInterval().multipliedBy(2).plus(settings.collectInterval().multipliedBy(2)));
  }
}
