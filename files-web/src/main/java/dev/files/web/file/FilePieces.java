package dev.files.web.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.FileView;
import dev.files.protocol.messages.Json;
import dev.files.web.http.BaseUrl;
import dev.files.web.http.PieceByPiece;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The JSON of files in pages of their chunks: a file of 10 GiB has thousands of them. */
final class FilePieces implements PieceByPiece.Pieces {
  /** Some 20 KiB of JSON: hundreds of clients may have one each and read nothing. */
  static final int CHUNKS = 100;

  /** Small files go together until they have so much. */
  private static final int ENOUGH_BYTES = 16 * 1024;

  /** A file as it is told, with its token where that is told too. */
  record Told(FileView file, Optional<String> manageToken, Chunks chunks) {}

  /** The chunks of a file, page by page. */
  interface Chunks {
    /** Those from this ordinal on, at most {@link #CHUNKS}; none: there are no more. */
    List<ChunkLocations> page(int first);
  }

  private final BaseUrl base;
  private final Iterator<Told> files;
  private final boolean array;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private final JsonGenerator json;

  /** The file that was begun, and the ordinal of its next chunk. */
  private Optional<Told> begun = Optional.empty();

  private int next;
  private boolean ended;

  private FilePieces(List<Told> files, boolean array, BaseUrl base) throws IOException {
    this.files = files.iterator();
    this.array = array;
    this.base = base;
    this.json = Json.generator(piece);
    if (array) {
      json.writeStartArray();
    }
  }

  static FilePieces of(Told file, BaseUrl base) throws IOException {
    return new FilePieces(List.of(file), false, base);
  }

  static FilePieces array(List<Told> files, BaseUrl base) throws IOException {
    return new FilePieces(files, true, base);
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public ByteBuffer next() throws IOException {
    while (!ended && piece.size() < ENOUGH_BYTES) {
      if (begun.isPresent()) {
        writePage(begun.get());
      } else {
        begin(files.next());
      }
      if (begun.isEmpty() && !files.hasNext()) {
        end();
      }
      json.flush();
    }
    byte[] bytes = piece.toByteArray();
    piece.reset();
    return ByteBuffer.wrap(bytes);
  }

  private void begin(Told told) throws IOException {
    begun = Optional.of(told);
    next = 0;
    FileJson.write(told.file(), told.manageToken(), base, json);
    json.writeArrayFieldStart("chunks");
  }

  private void writePage(Told told) throws IOException {
    int count = told.file().chunkCount();
    List<ChunkLocations> page = next < count ? told.chunks().page(next) : List.of();
    for (ChunkLocations chunk : page) {
      FileJson.write(chunk, json);
      next = chunk.ordinal() + 1;
    }
    // No page: the file was deleted and collected meanwhile.
    if (page.isEmpty() || next >= count) {
      json.writeEndArray();
      json.writeEndObject();
      begun = Optional.empty();
    }
  }

  private void end() throws IOException {
    if (array) {
      json.writeEndArray();
    }
    json.writeRaw('\n');
    json.close();
    ended = true;
  }
}
