package dev.files.web.http;

import dev.files.http.BodySource;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body of which no more than so many bytes are taken, also when no header told its length. */
public final class BoundedBody implements BodySource {
  private final BodySource body;
  private final long limit;
  private final String refusal;
  private long taken;

  /**
   * @param refusal the detail of the TOO_LARGE that a read beyond the limit throws
   */
  public BoundedBody(BodySource body, long limit, String refusal) {
    this.body = body;
    this.limit = limit;
    this.refusal = refusal;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int read = body.read(into);
    taken += Math.max(0, read);
    if (taken > limit) {
      throw new FilesException(ProblemType.TOO_LARGE, refusal);
    }
    return read;
  }
}
