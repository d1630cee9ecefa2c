package dev.files.web.admin;

import dev.files.web.http.Bearer;
import dev.files.workers.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** {@code /admin/dead-letters}: messages that were given up, for operators. */
@Path("admin/dead-letters")
@ApplicationScoped
public class DeadLetterResource {
  @Inject Bearer bearer;
  @Inject DeadLetters letters;

  @GET
  public Response first(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(letters.first());
  }

  /** Has them tried again. */
  @POST
  @Path("redrive")
  public Response redrive(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(Map.of("moved", letters.redrive()));
  }
}
