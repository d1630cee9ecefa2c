package dev.files.web.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.PieceByPiece;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the metadata of files. */
@ApplicationScoped
public class FileJson {
  @Inject ContentMap contents;

  /** One file. */
  public PieceByPiece.Pieces pieces(FileView file, BaseUrl base) throws IOException {
    return FilePieces.of(
        new FilePieces.Told(
            file,
            Optional.empty(),
            first -> contents.chunksAt(file.contentId(), first, FilePieces.CHUNKS)),
        base);
  }

  /** One file that was just recorded. */
  public static PieceByPiece.Pieces pieces(RecordedFile recorded, BaseUrl base) throws IOException {
    return FilePieces.of(told(recorded), base);
  }

  /** An array of files that were just recorded. */
  public static PieceByPiece.Pieces pieces(List<RecordedFile> recorded, BaseUrl base)
      throws IOException {
    return FilePieces.array(recorded.stream().map(FileJson::told).toList(), base);
  }

  // From memory: nothing that fails may come between a recorded file and its token.
  private static FilePieces.Told told(RecordedFile recorded) {
    List<ChunkLocations> chunks = recorded.chunks();
    return new FilePieces.Told(
        recorded.file(),
        Optional.of(recorded.manageToken()),
        first -> chunks.subList(first, Math.min(chunks.size(), first + FilePieces.CHUNKS)));
  }

  /** Begins an object, which the caller ends. */
  static void write(FileView file, Optional<String> manageToken, BaseUrl base, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", file.id().text());
    json.writeStringField("name", file.name());
    json.writeStringField("mediaType", file.mediaType());
    json.writeNumberField("size", file.size());
    json.writeStringField("sha256", file.sha256().map(Sha256::hex).orElse(null));
    json.writeStringField("uploaded", file.uploaded().toString());
    json.writeStringField("expires", file.expires().map(Instant::toString).orElse(null));
    json.writeStringField("layout", file.layout().text());
    json.writeStringField("url", downloadUrl(base, file));
    json.writeStringField("pageUrl", base.resolve("file", file.id().text()));
    if (manageToken.isPresent()) {
      json.writeStringField("manageToken", manageToken.get());
    }
  }

  /** Where the bytes are. */
  public static String downloadUrl(BaseUrl base, FileView file) {
    return base.resolve("download", file.id().text());
  }

  static void write(ChunkLocations chunk, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", chunk.chunk().id().toString());
    json.writeNumberField("order", chunk.ordinal());
    json.writeNumberField("size", chunk.chunk().size());
    json.writeArrayFieldStart("locations");
    for (NodeId node : chunk.sound()) {
      json.writeString(node.hex());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
