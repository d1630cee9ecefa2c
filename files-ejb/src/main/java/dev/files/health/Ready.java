package dev.files.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness for MicroProfile Health, which answers on the management port. */
@ApplicationScoped
@Readiness
class Ready implements HealthCheck {
  @Inject FrontHealth health;

  @Override
  public HealthCheckResponse call() {
    HealthReport report = health.report();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("files-front").status(report.ready());
    for (HealthReport.Check check : report.checks()) {
      answer.withData(check.name(), (check.up() ? "up: " : "down: ") + check.detail());
    }
    return answer.build();
  }
}
