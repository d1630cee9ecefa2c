package dev.files.web.admin;

import dev.files.figures.FrontFigures;
import dev.files.http.Traffic;
import dev.files.web.http.Bearer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code GET /metrics}: the meters of this front as Prometheus text, for operators. */
@Path("metrics")
@ApplicationScoped
public class MetricsResource {
  @Inject Bearer bearer;
  @Inject FrontFigures figures;
  private Optional<FrontMeters> meters = Optional.empty();

  @GET
  public Response metrics(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    Traffic traffic = Traffic.of(request.getServletContext());
    meters(traffic).refresh();
    return Response.ok(traffic.text().getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", Traffic.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }

  private synchronized FrontMeters meters(Traffic traffic) {
    if (meters.isEmpty()) {
      meters = Optional.of(new FrontMeters(traffic.meters(), figures));
    }
    return meters.get();
  }
}
