package dev.files.collection;

import dev.files.database.Database;
import dev.files.metadata.CopyNames;
import dev.files.metadata.Leases;
import dev.files.nodes.ActiveNodes;
import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The chores of collection, for the timers. */
@ApplicationScoped
class CollectionBeans {
  @Inject Database database;
  @Inject FrontSettings settings;

  @Produces
  @Singleton
  ExpiredFiles expiredFiles() {
    return new ExpiredFiles(database, settings.collectInterval());
  }

  @Produces
  @Singleton
  UnusedContents unusedContents() {
    return new UnusedContents(database, settings.collectInterval());
  }

  @Produces
  @Singleton
  UnusedChunks unusedChunks() {
    return new UnusedChunks(database, settings.collectInterval());
  }

  @Produces
  @Singleton
  LapsedLeases lapsedLeases(Leases leases) {
    return new LapsedLeases(leases, settings.collectInterval());
  }

  @Produces
  @Singleton
  CondemnedCopies condemnedCopies(ActiveNodes nodes, NodeCalls calls) {
    return new CondemnedCopies(database, nodes, calls, settings.collectInterval());
  }

  @Produces
  @Singleton
  OrphanCopies orphanCopies(ActiveNodes nodes, NodeCalls calls) {
    return new OrphanCopies(database, nodes, calls, settings.collectInterval());
  }

  @Produces
  @Singleton
  RetiredNodes retiredNodes(CopyNames names) {
    return new RetiredNodes(database, names, settings.collectInterval());
  }

  @Produces
  @Singleton
  Inventories inventories(
      CopyNames names, ActiveNodes nodes, NodeCalls calls, Settings environment) {
    return new Inventories(
        new InventoryTable(database),
        names,
        nodes,
        calls,
        settings.collectInterval(),
        settings.orphanInterval(),
        environment.seconds("FILES_ORPHAN_LEAST_SECONDS", 600, 0, 86_400));
  }
}
