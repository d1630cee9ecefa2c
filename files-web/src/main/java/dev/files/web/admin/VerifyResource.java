package dev.files.web.admin;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.verification.Verification;
import dev.files.web.http.Bearer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;

/** {@code /admin/verify}: all rows against all bytes, a page at a time. */
@Path("admin/verify")
@ApplicationScoped
public class VerifyResource {
  @Inject Bearer bearer;
  @Inject Verification verification;

  /** A page of the copies of one node; with {@code bytes=true} each is read. */
  @GET
  @Path("nodes/{id}")
  public Response copies(
      @PathParam("id") String id,
      @QueryParam("after") String after,
      @QueryParam("bytes") boolean read,
      @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(
        PageJson.of(
            verification.copies(node(id), Optional.ofNullable(after).map(this::place), read)));
  }

  /** A page of contents. */
  @GET
  @Path("contents")
  public Response contents(@QueryParam("after") String after, @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return AdminAnswer.of(PageJson.of(verification.contents(number(after))));
  }

  /** The bytes of a copy, whether a row names it or not. */
  @GET
  @Path("nodes/{id}/chunks/{chunk}")
  public Response bytes(
      @PathParam("id") String id,
      @PathParam("chunk") String chunk,
      @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    NodeId node = node(id);
    ChunkId which =
        ChunkId.parse(chunk)
            .orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.NOT_FOUND, "The node has no chunk with this id"));
    long size = verification.size(node, which);
    StreamingOutput bytes = out -> verification.copy(node, which, out);
    return Response.ok(bytes, "application/octet-stream")
        .header("Content-Length", size)
        .header("Cache-Control", "no-store")
        .build();
  }

  private ChunkId place(String after) {
    return ChunkId.parse(after)
        .orElseThrow(() -> invalid("after: expected the id of a chunk; found another text"));
  }

  private static long number(String after) {
    if (after == null) {
      return 0;
    }
    if (!after.matches("\\d{1,18}")) {
      throw invalid("after: expected a number; found another text");
    }
    return Long.parseLong(after);
  }

  private static FilesException invalid(String detail) {
    return new FilesException(ProblemType.INVALID_VALUE, detail);
  }

  private static NodeId node(String id) {
    return NodeId.parse(id)
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "There is no node with this id"));
  }
}
