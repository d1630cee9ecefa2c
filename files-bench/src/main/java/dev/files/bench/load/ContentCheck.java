package dev.files.bench.load;

import dev.files.bench.http.BodySink;
import dev.files.bench.http.BodySource;
import java.nio.ByteBuffer;

/** Compares a downloaded body with the one that was uploaded, byte for byte. */
public final class ContentCheck implements BodySink {
  private final BodySource expected;
  private long offset;
  private boolean same = true;

  public ContentCheck(BodySource expected) {
    this.expected = expected;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate();
    while (same && rest.hasRemaining()) {
      if (offset >= expected.length()) {
        same = false;
        return;
      }
      ByteBuffer window = expected.window(offset);
      int take = Math.min(window.remaining(), rest.remaining());
      same =
          window
              .limit(window.position() + take)
              .equals(rest.duplicate().limit(rest.position() + take));
      rest.position(rest.position() + take);
      offset += take;
    }
  }

  /** Whether everything came and nothing else. */
  public boolean passed() {
    return same && offset == expected.length();
  }
}
