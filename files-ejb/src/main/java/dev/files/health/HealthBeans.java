package dev.files.health;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.History;
import dev.files.protocol.messages.HealthAnswer.Check;
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
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

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

  /**
   * For MicroProfile Health, which answers on the management port: that it answers. A database or
   * node that is away is no reason to restart a front.
   */
  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("front");
  }

  @Produces
  @Readiness
  HealthCheck database(FrontHealth health) {
    return () -> check(health, Probes.DATABASE);
  }

  @Produces
  @Readiness
  HealthCheck broker(FrontHealth health) {
    return () -> check(health, Probes.BROKER);
  }

  @Produces
  @Readiness
  HealthCheck nodes(FrontHealth health) {
    return () -> check(health, Probes.NODES);
  }

  @Produces
  @Readiness
  HealthCheck deadLetters(FrontHealth health) {
    return () -> check(health, Probes.DEAD_LETTERS);
  }

  private static HealthCheckResponse check(FrontHealth health, String name) {
    Check check =
        health.report().checks().stream()
            .filter(found -> found.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new HealthCheckResponse(
        name,
        check.up() ? HealthCheckResponse.Status.UP : HealthCheckResponse.Status.DOWN,
        check.data().isEmpty() ? Optional.empty() : Optional.of(check.data()));
  }
}
