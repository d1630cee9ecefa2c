package dev.files.health;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.History;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import java.time.Clock;

/** The health of this front, with what the container has. */
@ApplicationScoped
class HealthBeans {
  @Resource(lookup = "java:/jms/FilesConnectionFactory")
  ConnectionFactory connections;

  @Resource(lookup = "java:/jms/queue/FilesReplicationDead")
  Queue dead;

  @Resource ManagedExecutorService executor;

  @Produces
  @Singleton
  FrontHealth health(
      Database database,
      ActiveNodes nodes,
      History history,
      NodeCalls calls,
      FrontSettings settings) {
    return new BoundedHealth(
        Probes.of(database, nodes, history, calls, settings.writeQuorum(), connections, dead),
        executor,
        System::nanoTime,
        Clock.systemUTC());
  }
}
