package dev.files.web.nodes;

import dev.files.health.FrontHealth;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Health under the application's port, where load balancers see it. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  @Inject FrontHealth health;

  /** 200 when this front can serve, else 503; both with every check by name. */
  @GET
  @Path("ready")
  public Response ready() {
    return answer(health.report());
  }

  /** 200 as long as requests are answered at all. */
  @GET
  @Path("live")
  public Response live() {
    return answer(HealthAnswer.of(List.of()));
  }

  private static Response answer(HealthAnswer answer) {
    return Response.status(answer.ready() ? 200 : 503)
        .type(Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .entity(Json.write(answer))
        .build();
  }
}
