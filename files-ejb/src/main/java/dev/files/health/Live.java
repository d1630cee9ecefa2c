package dev.files.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness for MicroProfile Health: that it answers. A database or node that is away is no reason
 * to restart a front.
 */
@ApplicationScoped
@Liveness
class Live implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("files-front");
  }
}
