package dev.files.web.file;

import dev.files.http.EntityTag;
import dev.files.http.Validators;
import dev.files.metadata.FileView;
import dev.files.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * What a client's copy is compared with. A tag covers whatever a person would notice: a download
 * that was renamed is another download, for it is saved under another name.
 */
public final class FileTags {
  /** As many bits as an id has: two states of a file do not meet by chance. */
  private static final int TAG_BYTES = 18;

  private FileTags() {}

  /**
   * Of the bytes with their name and type. The date is that of the upload: a file that was changed
   * since has none, for nobody wrote down when.
   */
  public static Validators ofDownload(FileView file, Instant now) {
    EntityTag tag = tag(List.of(file.root().toString(), file.name(), file.mediaType()));
    return file.version() == 0 ? Validators.of(tag, file.uploaded(), now) : Validators.of(tag);
  }

  /**
   * Of the metadata. Where the copies of its chunks lie is not part of it: that changes without the
   * file.
   */
  static Validators ofMetadata(FileView file) {
    return Validators.of(
        tag(
            List.of(
                "metadata",
                file.id().text(),
                Long.toString(file.version()),
                file.root().toString(),
                file.name(),
                file.mediaType(),
                file.uploaded().toString(),
                file.expires().map(Instant::toString).orElse("never"),
                file.sha256().map(Sha256::hex).orElse(""))));
  }

  private static EntityTag tag(List<String> parts) {
    // Zeros end the parts: no text has one, so no two lists give the same bytes.
    byte[] bytes = (String.join("\0", parts) + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] hash = java.util.Arrays.copyOf(Sha256.of(bytes).bytes(), TAG_BYTES);
    return EntityTag.strong(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
  }
}
