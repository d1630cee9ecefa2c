package dev.files.web.admin;

import dev.files.web.http.Bearer;
import dev.files.workers.RepairView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** {@code /admin/repairs}: what waits for repair, for operators. */
@Path("admin/repairs")
@ApplicationScoped
public class RepairResource {
  @Inject Bearer bearer;
  @Inject RepairView repairs;

  @GET
  public Response backlog(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(RepairsJson.of(repairs.backlog()));
  }
}
