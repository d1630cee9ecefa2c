package dev.files.web.file;

import dev.files.assembly.AssemblyRequest;
import dev.files.assembly.FileAssembly;
import dev.files.http.EntityTag;
import dev.files.http.JsonFields;
import dev.files.http.Preconditions;
import dev.files.http.RequestHeaders;
import dev.files.http.Validators;
import dev.files.metadata.Authority;
import dev.files.metadata.ExpiryPolicy;
import dev.files.metadata.FileDirectory;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import dev.files.settings.FrontSettings;
import dev.files.web.http.Accept;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.Bearer;
import dev.files.web.http.MediaTypes;
import dev.files.web.http.PieceByPiece;
import dev.files.web.page.Pages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** {@code /file} and {@code /file/{id}}. */
@Path("file")
@ApplicationScoped
public class FileResource {
  @Inject FileDirectory files;
  @Inject FileAssembly assembly;
  @Inject FileJson fileJson;
  @Inject Bearer bearer;
  @Inject FrontSettings settings;
  Clock clock = Clock.systemUTC();

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id, @Context HttpServletRequest request)
      throws IOException {
    Optional<FileView> found = FileId.parse(id).flatMap(files::find);
    if (Accept.prefersHtml(request)) {
      return found.map(Pages::file).orElseGet(Pages::notFound).response();
    }
    FileView file = found.orElseThrow(FileResource::notFound);
    BaseUrl base = BaseUrl.of(request, settings.publicUrl());
    if (RequestHeaders.conditions(request).judge(FileTags.ofMetadata(file))) {
      return tagged(Response.notModified(), file).build();
    }
    return json(tagged(Response.ok(), file), fileJson.pieces(file, base), request);
  }

  @POST
  @Path("{id}")
  public Response change(@PathParam("id") String id, @Context HttpServletRequest request)
      throws IOException {
    Authority authority = bearer.authority(request);
    FileId fileId = FileId.parse(id).orElseThrow(FileResource::notFound);
    BaseUrl base = BaseUrl.of(request, settings.publicUrl());
    var change =
        FileBodies.change(json(request, FileBodies.MAX_CHANGE_BYTES), expiry(), clock.instant());
    FileView file = authorized(() -> files.change(fileId, change, authority, asExpected(request)));
    return json(tagged(Response.ok(), file), fileJson.pieces(file, base), request);
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id, @Context HttpServletRequest request) {
    Authority authority = bearer.authority(request);
    FileId fileId = FileId.parse(id).orElseThrow(FileResource::notFound);
    authorized(
        () -> {
          files.delete(fileId, authority, asExpected(request));
          return true;
        });
    return Response.noContent().build();
  }

  @POST
  public Response assemble(@Context HttpServletRequest request) throws IOException {
    bearer.requireServer(request);
    BaseUrl base = BaseUrl.of(request, settings.publicUrl());
    RequestHeaders.conditions(request).judge(Validators.NOTHING);
    AssemblyRequest asked =
        FileBodies.assembly(
            json(request, FileBodies.MAX_ASSEMBLY_BYTES), expiry(), clock.instant());
    RecordedFile recorded = assembly.assemble(asked);
    return json(
        Response.status(Response.Status.CREATED)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header(HttpHeaders.LOCATION, FileJson.downloadUrl(base, recorded.file())),
        FileJson.pieces(recorded, base),
        request);
  }

  private static JsonFields json(HttpServletRequest request, int maxBytes) throws IOException {
    String type = Optional.ofNullable(request.getContentType()).orElse("");
    if (!MediaTypes.essence(type).equals(Json.MEDIA_TYPE)) {
      throw new FilesException(
          ProblemType.UNSUPPORTED_MEDIA, "The body must be " + Json.MEDIA_TYPE);
    }
    return JsonFields.read(request.getInputStream(), maxBytes);
  }

  /** A token that does not fit the file is as good as none. */
  private static <T> T authorized(Supplier<T> action) {
    try {
      return action.get();
    } catch (FilesException e) {
      if (e.type() == ProblemType.FORBIDDEN) {
        throw new FilesException(ProblemType.UNAUTHORIZED, "The token does not manage this file");
      }
      throw e;
    }
  }

  /** The conditions of the request, to be judged when nobody else can change the file any more. */
  private static Predicate<FileView> asExpected(HttpServletRequest request) {
    Preconditions conditions = RequestHeaders.conditions(request);
    return file -> {
      conditions.judge(FileTags.ofMetadata(file));
      return true;
    };
  }

  private ExpiryPolicy expiry() {
    return ExpiryPolicy.of(settings.sharing());
  }

  private static Response.ResponseBuilder tagged(Response.ResponseBuilder response, FileView file) {
    String tag = FileTags.ofMetadata(file).tag().map(EntityTag::toString).orElseThrow();
    return response
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
  }

  private static Response json(
      Response.ResponseBuilder head, PieceByPiece.Pieces body, HttpServletRequest request) {
    PieceByPiece.leave(request, body);
    return head.type(Json.MEDIA_TYPE).build();
  }

  private static FilesException notFound() {
    return new FilesException(ProblemType.NOT_FOUND, "There is no such file, or no longer");
  }
}
