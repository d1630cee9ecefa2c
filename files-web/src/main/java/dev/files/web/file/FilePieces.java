package dev.files.web.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.metadata.FileView;
import dev.files.protocol.messages.Json;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.PieceByPiece;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The JSON of a file in pages of its chunks: a file of 10 GiB has thousands of them. */
final class FilePieces implements PieceByPiece.Pieces {
  /** Some 20 KiB of JSON: hundreds of clients may have one each and read nothing. */
  static final int CHUNKS = 100;

  private final ContentMap contents;
  private final FileView file;
  private final BaseUrl base;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private Optional<JsonGenerator> json = Optional.empty();
  private int first;
  private boolean ended;

  FilePieces(ContentMap contents, FileView file, BaseUrl base) {
    this.contents = contents;
    this.file = file;
    this.base = base;
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public ByteBuffer next() throws IOException {
    piece.reset();
    if (json.isEmpty()) {
      json = Optional.of(Json.generator(piece));
      FileJson.write(file, Optional.empty(), base, json.get());
      json.get().writeArrayFieldStart("chunks");
    }
    List<ChunkLocations> page =
        first < file.chunkCount() ? contents.chunksAt(file.contentId(), first, CHUNKS) : List.of();
    for (ChunkLocations chunk : page) {
      FileJson.write(chunk, json.get());
      first = chunk.ordinal() + 1;
    }
    // No page: the file was deleted and collected meanwhile.
    ended = page.isEmpty() || first >= file.chunkCount();
    if (ended) {
      json.get().writeEndArray();
      json.get().writeEndObject();
      json.get().writeRaw('\n');
      json.get().close();
    } else {
      json.get().flush();
    }
    return ByteBuffer.wrap(piece.toByteArray());
  }
}
