package dev.files.web.admin;

import dev.files.http.JsonFields;
import dev.files.plans.Plan;
import dev.files.plans.PlanControl;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.web.http.Bearer;
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
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code /admin/plans}: copies that move on purpose, for operators. */
@Path("admin/plans")
@ApplicationScoped
public class PlanResource {
  /** As they are answered: the JDK's parser takes much that is no UUID. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @Inject Bearer bearer;
  @Inject PlanControl plans;

  /** The latest. */
  @GET
  public Response all(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(new PlanJson.Listing(plans.all().stream().map(PlanJson::of).toList()));
  }

  /**
   * The body says {@code kind}; for all but a rebalance {@code node}, for maintenance {@code
   * until}; and {@code preview} to look ahead.
   */
  @POST
  public Response start(@Context HttpServletRequest request) throws IOException {
    bearer.requireAdmin(request);
    JsonFields body = JsonFields.read(request.getInputStream(), AdminResource.MAX_ORDER_BYTES);
    body.allowOnly(Set.of("kind", "node", "until", "preview"));
    boolean preview = body.optionalFlag("preview").orElse(false);
    String kind = body.text("kind");
    if (!kind.equals("maintenance") && body.optionalText("until").isPresent()) {
      throw body.wrong("until", "nothing: only maintenance ends by the clock");
    }
    Plan plan =
        switch (kind) {
          case "rebalance" -> {
            if (body.optionalText("node").isPresent()) {
              throw body.wrong("node", "nothing: a rebalance is of all nodes");
            }
            yield preview ? plans.previewRebalance() : plans.rebalance();
          }
          case "drain" -> preview ? plans.previewDrain(node(body)) : plans.drain(node(body));
          case "maintenance" -> {
            Instant until = AdminResource.moment(body, "until");
            yield preview
                ? plans.previewMaintenance(node(body), until)
                : plans.maintain(node(body), until);
          }
          default -> throw body.wrong("kind", "rebalance, drain or maintenance");
        };
    return AdminAnswer.of(PlanJson.of(plan), preview ? 200 : 201);
  }

  private static NodeId node(JsonFields body) {
    return NodeId.parse(body.text("node"))
        .orElseThrow(() -> body.wrong("node", "the id of a node"));
  }

  @GET
  @Path("{id}")
  public Response plan(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, plans::find);
  }

  @POST
  @Path("{id}/pause")
  public Response pause(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, plans::pause);
  }

  @POST
  @Path("{id}/resume")
  public Response resume(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, plans::resume);
  }

  @POST
  @Path("{id}/cancel")
  public Response cancel(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, plans::cancel);
  }

  private Response ordered(String id, HttpServletRequest request, Function<UUID, Plan> order) {
    bearer.requireAdmin(request);
    if (!ID.matcher(id).matches()) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no plan with this id");
    }
    return AdminAnswer.of(PlanJson.of(order.apply(UUID.fromString(id))));
  }
}
