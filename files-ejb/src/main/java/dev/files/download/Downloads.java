package dev.files.download;

import dev.files.metadata.FileView;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** The way out: the verified bytes of a file, in order, from whichever replicas are well. */
@ApplicationScoped
public class Downloads {
  /**
   * Hands the bytes of the range to the sink, in order.
   *
   * @throws IOException the sink's own, as it is: the client is gone
   * @throws dev.files.protocol.FilesException UNAVAILABLE or CORRUPT when no replica is left, maybe
   *     after some bytes: the answer must then be aborted, never ended short
   */
  public void send(FileView file, ByteRange range, VerifiedBytes out) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * A signed URL on an active node that holds the whole content in one chunk; empty when there is
   * none.
   *
   * @param inline whether browsers may show the file instead of saving it
   */
  public Optional<URI> redirect(FileView file, boolean inline) {
    throw new UnsupportedOperationException();
  }
}
