package dev.files.web.file;

import dev.files.assembly.AssemblyRequest;
import dev.files.http.JsonFields;
import dev.files.metadata.ExpiryPolicy;
import dev.files.metadata.FileChange;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.web.http.FileName;
import dev.files.web.http.MediaTypes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON that makes and changes files, read into the domain's types. Unknown fields are refused.
 */
final class FileBodies {
  static final int MAX_CHANGE_BYTES = 16 * 1024;

  /** Room for {@link #MAX_CHUNKS} chunks, written generously. */
  static final int MAX_ASSEMBLY_BYTES = 8 << 20;

  /** A file of the default limit in the default layout has 2,560. */
  static final int MAX_CHUNKS = 50_000;

  private static final Set<String> CHANGE = Set.of("name", "mediaType", "expires");
  private static final Set<String> ASSEMBLY =
      Set.of("name", "mediaType", "expires", "sha256", "chunks");
  private static final Set<String> CHUNK = Set.of("id", "order", "size");

  private FileBodies() {}

  static FileChange change(JsonFields json, ExpiryPolicy policy, Instant now) {
    json.allowOnly(CHANGE);
    FileChange change =
        new FileChange(
            json.optionalText("name").map(FileName::check),
            json.optionalText("mediaType").map(type -> MediaTypes.check("mediaType", type)),
            json.optionalText("expires").map(text -> policy.parse(text, now)));
    if (change.name().isEmpty() && change.mediaType().isEmpty() && change.expires().isEmpty()) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "Nothing to change: name, mediaType and expires can be");
    }
    return change;
  }

  static AssemblyRequest assembly(JsonFields json, ExpiryPolicy policy, Instant now) {
    json.allowOnly(ASSEMBLY);
    String name = FileName.check(json.text("name"));
    if (!json.has("chunks")) {
      throw json.wrong("chunks", "an array of chunks");
    }
    Optional<Sha256> sha256 =
        json.optionalText("sha256")
            .map(text -> Sha256.parse(text).orElseThrow(() -> hex(json, "sha256")));
    List<AssemblyRequest.Part> chunks =
        json.objects("chunks", MAX_CHUNKS).stream().map(FileBodies::chunk).toList();
    return new AssemblyRequest(
        name,
        json.optionalText("mediaType")
            .map(type -> MediaTypes.check("mediaType", type))
            .orElseGet(() -> MediaTypes.of(Optional.empty(), name)),
        policy.choose(json.optionalText("expires"), now),
        sha256,
        chunks);
  }

  private static AssemblyRequest.Part chunk(JsonFields json) {
    json.allowOnly(CHUNK);
    return new AssemblyRequest.Part(
        ChunkId.parse(json.text("id")).orElseThrow(() -> hex(json, "id")),
        json.number("order", 0, MAX_CHUNKS),
        json.number("size", 1, Long.MAX_VALUE));
  }

  private static FilesException hex(JsonFields json, String name) {
    return json.wrong(name, "64 lower-case hex digits");
  }
}
