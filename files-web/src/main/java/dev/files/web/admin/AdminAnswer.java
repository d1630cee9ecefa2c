package dev.files.web.admin;

import dev.files.protocol.messages.Json;
import jakarta.ws.rs.core.Response;

/** An answer to an operator: JSON that is true now, and that nobody keeps. */
final class AdminAnswer {
  private AdminAnswer() {}

  static Response of(Object json) {
    return of(json, 200);
  }

  static Response of(Object json, int status) {
    return Response.status(status)
        .entity(Json.write(json))
        .type(Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }
}
