package dev.files.web.nodes;

import dev.files.http.JsonFields;
import dev.files.nodes.NodeRegistry;
import dev.files.protocol.messages.Json;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.WorkerReport;
import dev.files.web.http.Bearer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** {@code POST /ping} and {@code GET /active-nodes}, for servers. */
@Path("")
@ApplicationScoped
public class NodeResource {
  /** A ping with all the bad chunks it may name is 70 KiB. */
  private static final int MAX_PING_BYTES = 256 * 1024;

  @Inject NodeRegistry nodes;
  @Inject Bearer bearer;

  /** Unknown fields are ignored: during an upgrade a node may know more than this front. */
  @POST
  @Path("ping")
  @Produces(Json.MEDIA_TYPE)
  public Response ping(@Context HttpServletRequest request) throws IOException {
    bearer.requireServer(request);
    Ping ping = ping(JsonFields.read(request.getInputStream(), MAX_PING_BYTES));
    return Response.ok(Json.write(nodes.ping(ping))).build();
  }

  @GET
  @Path("active-nodes")
  @Produces(Json.MEDIA_TYPE)
  public Response active(@Context HttpServletRequest request) {
    bearer.requireServer(request);
    return Response.ok(Json.write(nodes.listing())).header("Cache-Control", "no-store").build();
  }

  private static Ping ping(JsonFields json) {
    String url = json.text("url");
    return new Ping(
        json.text("id"),
        json.text("instance"),
        url,
        json.optionalText("publicUrl").orElse(url),
        json.text("host"),
        json.optionalText("zone").orElse(""),
        json.number("capacityBytes", 0, Long.MAX_VALUE),
        json.number("usedBytes", 0, Long.MAX_VALUE),
        (int) json.number("inFlight", 0, Integer.MAX_VALUE),
        json.text("version"),
        json.texts("corrupt", Ping.MAX_CORRUPT),
        json.optionalText("directory").orElse(null),
        json.has("protocol") ? (int) json.number("protocol", 1, Integer.MAX_VALUE) : null,
        json.has("writableBytes") ? json.number("writableBytes", 0, Long.MAX_VALUE) : null,
        json.optionalText("state").orElse(null),
        json.has("pings") ? json.number("pings", 0, Long.MAX_VALUE - 1) : null,
        json.objects("workers", Ping.MAX_WORKERS).stream().map(NodeResource::worker).toList());
  }

  private static WorkerReport worker(JsonFields json) {
    return new WorkerReport(
        json.text("name"),
        json.optionalFlag("running").orElse(false),
        json.optionalFlag("paused").orElse(false),
        json.number("steps", 0, Long.MAX_VALUE),
        json.number("bytes", 0, Long.MAX_VALUE),
        json.optionalText("lastError").orElse(null));
  }
}
