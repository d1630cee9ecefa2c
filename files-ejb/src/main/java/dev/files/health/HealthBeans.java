package dev.files.health;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.History;
import dev.files.settings.FrontSettings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** The health of this front, with what the container has. */
@ApplicationScoped
class HealthBeans {
  private static final String NAME = "files-front";

  @Resource(lookup = "java:/jms/FilesConnectionFactory")
  ConnectionFactory connections;

  @Resource(lookup = "java:/jms/queue/FilesReplicationDead")
  Queue dead;

  @Resource ManagedExecutorService executor;

  @Produces
  @Singleton
  FrontHealth health(
      Database database, ActiveNodes nodes, History history, FrontSettings settings) {
    return new BoundedHealth(
        Probes.of(database, nodes, history, settings, connections, dead),
        executor,
        System::nanoTime);
  }

  /**
   * For MicroProfile Health, which answers on the management port: that it answers. A database or
   * node that is away is no reason to restart a front.
   */
  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up(NAME);
  }

  @Produces
  @Readiness
  HealthCheck ready(FrontHealth health) {
    return () -> {
      HealthReport report = health.report();
      HealthCheckResponseBuilder answer =
          HealthCheckResponse.named(NAME)
              .status(report.ready())
              .withData("status", report.status());
      for (HealthReport.Check check : report.checks()) {
        answer.withData(check.name(), (check.up() ? "up: " : "down: ") + check.detail());
      }
      return answer.build();
    };
  }
}
