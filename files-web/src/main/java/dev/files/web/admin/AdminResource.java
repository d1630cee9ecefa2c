package dev.files.web.admin;

import dev.files.figures.FrontFigures;
import dev.files.http.JsonFields;
import dev.files.metadata.ChunkDirectory;
import dev.files.nodes.NodeControl;
import dev.files.nodes.NodeStanding;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.web.http.Bearer;
import dev.files.workers.RepairView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.Function;

/** {@code /admin/chunks}, {@code /admin/nodes} and {@code /admin/recovered}, for operators. */
@Path("admin")
@ApplicationScoped
public class AdminResource {
  /** Of the body of any order. */
  static final int MAX_ORDER_BYTES = 4096;

  @Inject Bearer bearer;
  @Inject ChunkDirectory chunks;
  @Inject NodeControl nodes;
  @Inject RepairView repairs;
  @Inject FrontFigures figures;
  @Inject FrontSettings settings;

  /** How many chunks there are, and how many of them have too few sound copies. */
  @GET
  @Path("chunks")
  public Response chunks(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(ChunksJson.of(settings.replicas(), figures.cluster(), repairs.backlog()));
  }

  /** Why a chunk lies where it does: its copies, and the files that need it. */
  @GET
  @Path("chunks/{id}")
  public Response chunk(@PathParam("id") String id, @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return ChunkId.parse(id)
        .flatMap(chunks::find)
        .map(view -> AdminAnswer.of(ChunkJson.of(view)))
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "No row names a chunk with this id"));
  }

  @GET
  @Path("nodes")
  public Response nodes(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(nodes.all().stream().map(NodeJson::of).toList());
  }

  @GET
  @Path("nodes/{id}")
  public Response node(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, nodes::find);
  }

  @POST
  @Path("nodes/{id}/drain")
  public Response drain(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, nodes::drain);
  }

  /** The body says {@code until} when. */
  @POST
  @Path("nodes/{id}/maintenance")
  public Response maintain(@PathParam("id") String id, @Context HttpServletRequest request)
      throws IOException {
    bearer.requireAdmin(request);
    JsonFields body = JsonFields.read(request.getInputStream(), MAX_ORDER_BYTES);
    body.allowOnly(Set.of("until"));
    Instant until = moment(body, "until");
    return ordered(id, request, node -> nodes.maintain(node, until));
  }

  @POST
  @Path("nodes/{id}/activate")
  public Response activate(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, nodes::activate);
  }

  @POST
  @Path("nodes/{id}/lost")
  public Response lose(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, nodes::lose);
  }

  @DELETE
  @Path("nodes/{id}")
  public Response retire(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ordered(id, request, nodes::retire);
  }

  /** The database went back in time, and an operator has looked at it. */
  @POST
  @Path("recovered")
  public Response recovered(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    nodes.recovered();
    return Response.noContent().build();
  }

  private Response ordered(
      String id, HttpServletRequest request, Function<NodeId, NodeStanding> order) {
    bearer.requireAdmin(request);
    NodeId node =
        NodeId.parse(id)
            .orElseThrow(
                () -> new FilesException(ProblemType.NOT_FOUND, "There is no node with this id"));
    return AdminAnswer.of(NodeJson.of(order.apply(node)));
  }

  static Instant moment(JsonFields body, String name) {
    try {
      return Instant.parse(body.text(name));
    } catch (DateTimeParseException e) {
      throw body.wrong(name, "a moment like 2030-01-31T12:00:00Z");
    }
  }
}
