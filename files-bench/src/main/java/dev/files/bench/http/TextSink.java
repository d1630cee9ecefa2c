package dev.files.bench.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of a body as text and drops the rest. */
public final class TextSink implements BodySink {
  private final int mostBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  public TextSink(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    int take = Math.min(bytes.remaining(), mostBytes - kept.size());
    byte[] copy = new byte[take];
    bytes.duplicate().get(copy);
    kept.write(copy, 0, take);
  }

  public String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
