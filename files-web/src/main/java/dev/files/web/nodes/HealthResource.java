package dev.files.web.nodes;

import dev.files.health.FrontHealth;
import dev.files.health.HealthReport;
import dev.files.protocol.messages.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** Health under the application's port, where load balancers see it. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  @Inject FrontHealth health;

  /** 200 when this front can serve, if degraded, else 503; all with every check by name. */
  @GET
  @Path("ready")
  public Response ready() {
    HealthReport report = health.report();
    return answer(report.ready(), report.status(), report.checks());
  }

  /** 200 as long as requests are answered at all. */
  @GET
  @Path("live")
  public Response live() {
    return answer(true, "UP", List.of());
  }

  private static Response answer(boolean up, String status, List<HealthReport.Check> checks) {
    return Response.status(up ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
        .type(Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .entity(Json.write(Map.of("status", status, "checks", checks)))
        .build();
  }
}
