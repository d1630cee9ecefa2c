package dev.files.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A request's body, read without blocking. */
public interface BodySource {
  /**
   * Moves what is there.
   *
   * @return bytes moved; 0: none is there now; -1: the end
   * @throws dev.files.protocol.FilesException BAD_REQUEST: the coding is malformed
   * @throws IOException the client is gone, or the body broke off before its announced end
   */
  int read(ByteBuffer into) throws IOException;
}
