package dev.files.replication;

import dev.files.database.Database;
import dev.files.metadata.CopyNames;
import dev.files.metadata.Leases;
import dev.files.metadata.RepairHints;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.CorruptReports;
import dev.files.placement.Placement;
import dev.files.plans.RunningRebalance;
import dev.files.protocol.http.Trace;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import dev.files.workers.DeadLetters;
import dev.files.workers.RepairView;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import java.util.Random;

/** What this package gives to the others and to the container. */
@ApplicationScoped
class ReplicationBeans {
  @Resource(lookup = "java:/jms/FilesConnectionFactory")
  ConnectionFactory connections;

  @Resource(lookup = "java:/jms/queue/FilesReplication")
  Queue queue;

  @Resource(lookup = "java:/jms/queue/FilesReplicationDead")
  Queue dead;

  @Resource ManagedExecutorService executor;

  @Produces
  @Singleton
  RepairHints hints() {
    return new HintQueue(
        new JmsOutlet(connections, queue), Trace.carrying(executor), System::nanoTime);
  }

  @Produces
  @Singleton
  DeadLetters deadLetters() {
    return new JmsDeadLetters(connections, queue, dead);
  }

  @Produces
  @Singleton
  RepairView view(Database database) {
    return new WaitingRepairs(database);
  }

  @Produces
  @Singleton
  CopyNames names(Database database, FrontSettings settings) {
    return new CopyNames(database, settings.replicas(), settings.nodeActive());
  }

  @Produces
  @Singleton
  ReplicaRepair repair(
      Database database, Leases leases, CopyNames names, NodeCalls calls, FrontSettings settings) {
    return new ReplicaRepair(
        new RepairTable(database),
        leases,
        names,
        calls,
        new ReplicaCopies(calls, new Placement(new Random()), Trace.carrying(executor)),
        settings.replicas(),
        settings.collectInterval());
  }

  @Produces
  @Singleton
  Rebalance rebalance(
      Database database,
      RunningRebalance plans,
      Leases leases,
      CopyNames names,
      NodeCalls calls,
      FrontSettings settings) {
    return new Rebalance(
        database,
        plans,
        new RepairTable(database),
        leases,
        names,
        calls,
        new ReplicaCopies(calls, new Placement(new Random()), executor),
        settings.replicas(),
        settings.pingInterval());
  }

  @Produces
  @Singleton
  CopyCounts counts(Database database, FrontSettings settings) {
    return new CopyCounts(
        database, settings.replicas(), settings.collectInterval(), settings.orphanInterval());
  }

  @Produces
  @Singleton
  LeavingCopies leaving(Database database, RepairHints hints, FrontSettings settings) {
    return new LeavingCopies(database, hints, settings.replicas(), settings.pingInterval());
  }

  @Produces
  @Singleton
  CorruptReports reports(CopyNames names, RepairHints hints) {
    return (node, chunks) -> hints.hint(names.rotten(node, chunks));
  }

  @Produces
  @Singleton
  RotSightings sightings(CorruptReports reports, ActiveNodes nodes, NodeCalls calls) {
    return new RotSightings(reports, nodes, calls);
  }
}
