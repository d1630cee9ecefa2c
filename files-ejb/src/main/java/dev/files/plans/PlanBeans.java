package dev.files.plans;

import dev.files.database.Database;
import dev.files.nodes.NodeControl;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class PlanBeans {
  @Produces
  @Singleton
  @Typed({PlanControl.class, RunningRebalance.class})
  Plans plans(Database database, NodeControl nodes, FrontSettings settings) {
    return new Plans(new PlanTable(database), nodes, settings.replicas());
  }

  @Produces
  @Singleton
  PlanKeeper keeper(Database database, NodeControl nodes, FrontSettings settings) {
    PlanTable table = new PlanTable(database);
    return new PlanKeeper(
        table,
        new Plans(table, nodes, settings.replicas()),
        nodes,
        settings.rebalanceSpread(),
        settings.pingInterval(),
        settings.pingInterval().multipliedBy(2).plus(settings.collectInterval().multipliedBy(2)));
  }
}
