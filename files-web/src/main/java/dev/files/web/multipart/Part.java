package dev.files.web.multipart;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One part of a form.
 *
 * @param content of the part, to be read before the next part is asked for
 */
public record Part(PartHeaders headers, ReadableByteChannel content) {
  /** Longer than any value that we know. */
  static final int MAX_FIELD_BYTES = 1024;

  /**
   * The whole content as text, for a part that is a field.
   *
   * @throws FilesException BAD_REQUEST when it is too long or no UTF-8
   */
  public String text() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_FIELD_BYTES + 1);
    int read = 0;
    while (read >= 0 && bytes.hasRemaining()) {
      read = content.read(bytes);
    }
    if (!bytes.hasRemaining()) {
      throw new FilesException(
          ProblemType.BAD_REQUEST,
          headers.name() + ": a field has at most " + MAX_FIELD_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new FilesException(ProblemType.BAD_REQUEST, headers.name() + ": is not valid UTF-8");
    }
  }
}
