package dev.files.web.admin;

import dev.files.metadata.ChunkDirectory;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import dev.files.web.http.Bearer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** {@code /admin/…}, for operators. */
@Path("admin")
@ApplicationScoped
public class AdminResource {
  @Inject Bearer bearer;
  @Inject ChunkDirectory chunks;

  /** Why a chunk lies where it does: its copies, and the files that need it. */
  @GET
  @Path("chunks/{id}")
  public Response chunk(@PathParam("id") String id, @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return ChunkId.parse(id)
        .flatMap(chunks::find)
        .map(view -> answer(ChunkJson.of(view)))
        .orElseThrow(
            () -> new FilesException(ProblemType.NOT_FOUND, "No row names a chunk with this id"));
  }

  private static Response answer(Object json) {
    return Response.ok(Json.write(json), Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }
}
