package dev.files.web.upload;

import dev.files.http.Conversation;
import dev.files.http.Exchange;
import dev.files.http.Refusal;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.upload.Uploads;
import dev.files.web.file.FileJson;
import dev.files.web.http.Accept;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.Json;
import dev.files.web.http.RequestTarget;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code PUT /upload/{name}} and {@code POST /upload}. */
@WebServlet(
    urlPatterns = {"/upload", "/upload/*"},
    asyncSupported = true)
public class UploadServlet extends HttpServlet {
  private static final String TEXT = "text/plain";

  @Inject Uploads uploads;
  @Inject FrontSettings settings;
  @Inject FileJson fileJson;
  Clock clock = Clock.systemUTC();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestTarget target = RequestTarget.of(request);
    String method = request.getMethod();
    if (target.segments().size() == 1) {
      if (!method.equals("POST")) {
        throw Refusal.methodNotAllowed(method, "POST");
      }
      post(target, request, response);
      return;
    }
    if (!method.equals("PUT")) {
      throw Refusal.methodNotAllowed(method, "PUT");
    }
    if (target.segments().size() > 2) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "name: a slash in a name is written %2F in the URL");
    }
    put(target, request, response);
  }

  private void put(RequestTarget target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BaseUrl base = BaseUrl.of(request, settings.publicUrl());
    PutRequest put = PutRequest.of(target, request, Exchange.current(), settings, clock.instant());
    boolean json = wantsJson(request);
    receive(
        put,
        request,
        response,
        (recorded, copies) -> {
          created(response, copies);
          response.setHeader("Location", FileJson.downloadUrl(base, recorded.get(0).file()));
          if (json) {
            response.setContentType(Json.MEDIA_TYPE);
            fileJson.write(recorded.get(0), base, response.getOutputStream());
          } else {
            writeText(response, recorded, base);
          }
        });
  }

  private void post(RequestTarget target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BaseUrl base = BaseUrl.of(request, settings.publicUrl());
    FormRequest form =
        FormRequest.of(target, request, Exchange.current(), settings, clock.instant());
    boolean json = wantsJson(request);
    receive(
        form,
        request,
        response,
        (recorded, copies) -> {
          created(response, copies);
          if (recorded.size() == 1) {
            response.setHeader("Location", FileJson.downloadUrl(base, recorded.get(0).file()));
          }
          if (json) {
            response.setContentType(Json.MEDIA_TYPE);
            fileJson.write(recorded, base, response.getOutputStream());
          } else {
            writeText(response, recorded, base);
          }
        });
  }

  private void receive(
      UploadSteps.Body body,
      HttpServletRequest request,
      HttpServletResponse response,
      UploadSteps.Answer answer)
      throws IOException {
    Conversation.start(request, response, new UploadSteps(uploads.begin(), body, answer));
  }

  private static void created(HttpServletResponse response, int copies) {
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("Files-Durability", "copies=" + copies + "; fsync");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept");
  }

  private static boolean wantsJson(HttpServletRequest request) {
    return Accept.choose(
            Optional.ofNullable(request.getHeader("Accept")), List.of(TEXT, Json.MEDIA_TYPE))
        .filter(Json.MEDIA_TYPE::equals)
        .isPresent();
  }

  private static void writeText(
      HttpServletResponse response, List<RecordedFile> files, BaseUrl base) throws IOException {
    byte[] text =
        files.stream()
            .map(recorded -> FileJson.downloadUrl(base, recorded.file()) + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.US_ASCII);
    response.setContentType(TEXT);
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }
}
