package dev.files.web.keys;

import dev.files.http.JsonFields;
import dev.files.keys.ApiKeys;
import dev.files.keys.KeyId;
import dev.files.keys.Role;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import dev.files.web.http.Bearer;
import dev.files.web.http.FileName;
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
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** {@code /keys}: API keys, for operators. */
@Path("keys")
@ApplicationScoped
public class KeyResource {
  private static final int MAX_BODY_BYTES = 16 * 1024;

  /** Later ones have no form in RFC 3339. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  @Inject Bearer bearer;
  @Inject ApiKeys keys;

  @GET
  public Response all(@Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    return json(Response.ok(), new KeyJson.Listing(keys.all().stream().map(KeyJson::of).toList()));
  }

  /** The body says {@code name}, {@code roles} and, for a key that ends, {@code expires}. */
  @POST
  public Response make(@Context HttpServletRequest request) throws IOException {
    bearer.requireAdmin(request);
    JsonFields body = JsonFields.read(request.getInputStream(), MAX_BODY_BYTES);
    body.allowOnly(Set.of("name", "roles", "expires"));
    ApiKeys.Made made =
        keys.make(FileName.check(body.text("name").strip()), roles(body), expires(body));
    return json(Response.status(Response.Status.CREATED), KeyJson.of(made));
  }

  @DELETE
  @Path("{id}")
  public Response revoke(@PathParam("id") String id, @Context HttpServletRequest request) {
    bearer.requireAdmin(request);
    keys.revoke(
        KeyId.parse(id)
            .orElseThrow(
                () -> new FilesException(ProblemType.NOT_FOUND, "There is no key with this id")));
    return Response.noContent().build();
  }

  private static Set<Role> roles(JsonFields body) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : body.texts("roles", Role.values().length)) {
      roles.add(Role.parse(word).orElseThrow(() -> body.wrong("roles", "uploader or admin")));
    }
    if (roles.isEmpty()) {
      throw body.wrong("roles", "one role at least: uploader or admin");
    }
    return roles;
  }

  private static Optional<Instant> expires(JsonFields body) {
    try {
      Optional<Instant> expires = body.optionalText("expires").map(Instant::parse);
      if (expires.filter(LATEST::isBefore).isEmpty()) {
        return expires;
      }
    } catch (DateTimeParseException e) {
      // What was expected is told below.
    }
    throw body.wrong("expires", "a moment like 2030-01-31T12:00:00Z, before the year 10000");
  }

  /** A key is in it once, and the list says who there is. */
  private static Response json(Response.ResponseBuilder answer, Object message) {
    return answer
        .type(Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .entity(Json.write(message))
        .build();
  }
}
