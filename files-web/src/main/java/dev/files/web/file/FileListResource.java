package dev.files.web.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.files.http.RequestTarget;
import dev.files.metadata.Authority;
import dev.files.metadata.FileListing;
import dev.files.metadata.FilePlace;
import dev.files.metadata.FileView;
import dev.files.protocol.messages.Json;
import dev.files.settings.FrontSettings;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.Bearer;
import dev.files.web.http.FileName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** {@code /files}: what the caller has. */
@Path("files")
@ApplicationScoped
public class FileListResource {
  private static final int DEFAULT_LIMIT = 100;

  @Inject FileListing files;
  @Inject Bearer bearer;
  @Inject FrontSettings settings;

  /** The latest first, a page at a time. */
  @GET
  public Response list(@Context HttpServletRequest request) throws IOException {
    Authority caller = bearer.known(request);
    RequestTarget target = RequestTarget.of(request);
    target.allowOnly(Set.of("q", "after", "limit"));
    int limit = (int) target.number("limit", 1, FileListing.MOST_LISTED).orElse(DEFAULT_LIMIT);
    Optional<FilePlace> after =
        target
            .parameter("after")
            .map(
                text ->
                    FilePlace.parse(text)
                        .orElseThrow(
                            () ->
                                RequestTarget.invalid(
                                    "after", text, "what an answer told as next")));
    Optional<String> search =
        target
            .parameter("q")
            .filter(text -> !text.isEmpty())
            .map(text -> FileName.check("q", text));
    FileListing.Page page = files.list(caller, search, after, limit);
    return Response.ok(json(page, BaseUrl.of(request, settings.publicUrl())))
        .type(Json.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }

  private static byte[] json(FileListing.Page page, BaseUrl base) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("files");
      for (FileView file : page.files()) {
        FileJson.write(file, Optional.empty(), base, json);
        json.writeEndObject();
      }
      json.writeEndArray();
      if (page.next().isPresent()) {
        json.writeStringField("next", page.next().get().toString());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }
}
