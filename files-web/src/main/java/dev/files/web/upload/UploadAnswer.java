package dev.files.web.upload;

import dev.files.http.BodySink;
import dev.files.http.Exchange;
import dev.files.http.Stepwise;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.messages.Json;
import dev.files.web.file.FileJson;
import dev.files.web.http.Accept;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.PieceByPiece;
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

  private final HttpServletResponse response;
  private final BodySink sink;
  private final BaseUrl base;
  private final boolean json;

  private UploadAnswer(HttpServletResponse response, BodySink sink, BaseUrl base, boolean json) {
    this.response = response;
    this.sink = sink;
    this.base = base;
    this.json = json;
  }

  static UploadAnswer of(HttpServletRequest request, HttpServletResponse response, BaseUrl base) {
    boolean json =
        Accept.choose(
                Optional.ofNullable(request.getHeader("Accept")), List.of(TEXT, Json.MEDIA_TYPE))
            .filter(Json.MEDIA_TYPE::equals)
            .isPresent();
    return new UploadAnswer(response, Exchange.current(), base, json);
  }

  /** For one file that came as a body. */
  Stepwise toBody(RecordedFile file, int copies) throws IOException {
    return answer(List.of(file), copies, json ? FileJson.pieces(file, base) : links(List.of(file)));
  }

  /** For the files of a form. */
  Stepwise toForm(List<RecordedFile> files, int copies) throws IOException {
    return answer(files, copies, json ? FileJson.pieces(files, base) : links(files));
  }

  private Stepwise answer(List<RecordedFile> files, int copies, PieceByPiece.Pieces pieces) {
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
    response.setContentType(json ? Json.MEDIA_TYPE : TEXT);
    return new PieceByPiece(pieces, response, sink);
  }

  private PieceByPiece.Pieces links(List<RecordedFile> files) {
    return PieceByPiece.Pieces.of(
        files.stream()
            .map(recorded -> FileJson.downloadUrl(base, recorded.file()) + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.US_ASCII));
  }
}
