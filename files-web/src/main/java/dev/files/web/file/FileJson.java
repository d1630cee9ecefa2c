package dev.files.web.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import dev.files.protocol.messages.Json;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.PieceByPiece;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the metadata of files. */
@ApplicationScoped
public class FileJson {
  @Inject ContentMap contents;

  /** One file. */
  public void write(FileView file, BaseUrl base, OutputStream out) throws IOException {
    FilePieces pieces = new FilePieces(contents, file, base);
    while (pieces.hasNext()) {
      out.write(pieces.next().array());
    }
  }

  /** The same, for a client that may be slow. */
  public PieceByPiece.Pieces pieces(FileView file, BaseUrl base) {
    return new FilePieces(contents, file, base);
  }

  /** One file that was just recorded. */
  public void write(RecordedFile recorded, BaseUrl base, OutputStream out) throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      write(recorded, base, json);
      json.writeRaw('\n');
    }
  }

  /** An array of files that were just recorded. */
  public void write(List<RecordedFile> files, BaseUrl base, OutputStream out) throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartArray();
      for (RecordedFile recorded : files) {
        write(recorded, base, json);
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  // From memory: nothing that fails may come between a recorded file and its token.
  private static void write(RecordedFile recorded, BaseUrl base, JsonGenerator json)
      throws IOException {
    write(recorded.file(), Optional.of(recorded.manageToken()), base, json);
    json.writeArrayFieldStart("chunks");
    for (ChunkLocations chunk : recorded.chunks()) {
      write(chunk, json);
    }
    json.writeEndArray();
    json.writeEndObject();
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
