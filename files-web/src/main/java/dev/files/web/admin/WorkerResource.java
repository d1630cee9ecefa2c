package dev.files.web.admin;

import dev.files.http.JsonFields;
import dev.files.nodes.NodeControl;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.ServerName;
import dev.files.web.http.Bearer;
import dev.files.workers.WorkerControl;
import dev.files.workers.WorkerSetting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** {@code /admin/workers}: maintenance, for operators. */
@Path("admin/workers")
@ApplicationScoped
public class WorkerResource {
  @Inject Bearer bearer;
  @Inject WorkerControl workers;
  @Inject NodeControl nodes;
  @Inject ServerName server;

  /** The workers of the front that was asked, and of all active nodes. */
  @GET
  public Response workers(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(
        WorkersJson.of(server, workers.views(), nodes.workers(), workers.ofNodes()));
  }

  /** The body says {@code paused}, {@code pace} or both; it is for all servers. */
  @POST
  @Path("{name}")
  public Response change(@PathParam("name") String name, @Context HttpServletRequest request)
      throws IOException {
    bearer.requireAdmin(request);
    JsonFields body = JsonFields.read(request.getInputStream(), AdminResource.MAX_ORDER_BYTES);
    body.allowOnly(Set.of("paused", "pace"));
    Optional<Boolean> paused = body.optionalFlag("paused");
    Optional<Double> pace = body.optionalDecimal("pace", WorkerSetting.LEAST_PACE, 1);
    if (paused.isEmpty() && pace.isEmpty()) {
      throw new FilesException(ProblemType.INVALID_VALUE, "The body must say paused, pace or both");
    }
    return AdminAnswer.of(WorkersJson.Setting.of(name, workers.change(name, paused, pace)));
  }
}
