package dev.files.web.upload;

import dev.files.metadata.RecordedFile;
import dev.files.protocol.messages.Json;
import dev.files.web.file.FileJson;
import dev.files.web.http.Accept;
import dev.files.web.http.BaseUrl;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer to an upload: links as text, or metadata as JSON. How links are made and what is
 * wanted is judged when it is made, before a byte of the body is read.
 */
final class UploadAnswer {
  private static final String TEXT = "text/plain";

  private final BaseUrl base;
  private final boolean json;
  private final FileJson fileJson;

  private UploadAnswer(BaseUrl base, boolean json, FileJson fileJson) {
    this.base = base;
    this.json = json;
    this.fileJson = fileJson;
  }

  static UploadAnswer to(HttpServletRequest request, BaseUrl base, FileJson fileJson) {
    boolean json =
        Accept.choose(
                Optional.ofNullable(request.getHeader("Accept")), List.of(TEXT, Json.MEDIA_TYPE))
            .filter(Json.MEDIA_TYPE::equals)
            .isPresent();
    return new UploadAnswer(base, json, fileJson);
  }

  /** For one file that came as a body. */
  void write(RecordedFile file, int copies, HttpServletResponse response) throws IOException {
    head(List.of(file), copies, response);
    if (json) {
      response.setContentType(Json.MEDIA_TYPE);
      fileJson.write(file, base, response.getOutputStream());
    } else {
      text(List.of(file), response);
    }
  }

  /** For the files of a form. */
  void write(List<RecordedFile> files, int copies, HttpServletResponse response)
      throws IOException {
    head(files, copies, response);
    if (json) {
      response.setContentType(Json.MEDIA_TYPE);
      fileJson.write(files, base, response.getOutputStream());
    } else {
      text(files, response);
    }
  }

  private void head(List<RecordedFile> files, int copies, HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("Files-Durability", "copies=" + copies + "; fsync");
    // It has the token, which is told just once.
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept");
    if (files.size() == 1) {
      RecordedFile only = files.get(0);
      response.setHeader("Location", FileJson.downloadUrl(base, only.file()));
      response.setHeader("Files-Manage-Token", only.manageToken());
      response.setHeader(
          "Files-Expires", only.file().expires().map(Instant::toString).orElse("never"));
    }
  }

  private void text(List<RecordedFile> files, HttpServletResponse response) throws IOException {
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
