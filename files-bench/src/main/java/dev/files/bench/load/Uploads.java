package dev.files.bench.load;

import dev.files.bench.http.BodySink;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.Response;
import dev.files.bench.http.TextSink;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** PUTs of bodies of one size, each with bytes of its own; knows what it put and can remove it. */
public final class Uploads implements Load {
  /** Enough of an answer for a URL or an error message. */
  private static final int MOST_ANSWER_BYTES = 4096;

  private final Store store;
  private final long sizeBytes;
  private final long series;
  private final Content content;
  private final Queue<Uploaded> done = new ConcurrentLinkedQueue<>();

  /** {@code series} should be new for every start of the bench: it is part of names and bytes. */
  public Uploads(Store store, long sizeBytes, long series) {
    this.store = store;
    this.sizeBytes = sizeBytes;
    this.series = series;
    this.content = new Content(series);
  }

  /** One body that the store has acknowledged. */
  public record Uploaded(long number, URI download) {}

  public List<Uploaded> done() {
    return new ArrayList<>(done);
  }

  @Override
  public Client newClient() {
    Content.Bodies bodies = content.bodies();
    return new Client() {
      @Override
      public void connect(HttpClient http) throws IOException {
        http.connect(store.base());
      }

      @Override
      public long send(HttpClient http, long number) throws IOException {
        return put(http, bodies, number);
      }
    };
  }

  private long put(HttpClient http, Content.Bodies bodies, long number) throws IOException {
    String name = "bench-" + Long.toHexString(series) + "-" + number;
    URI uri = store.dialect().uploadUri(store.base(), name, store.query());
    TextSink answer = new TextSink(MOST_ANSWER_BYTES);
    Request request = Request.put(uri, store.headers(), bodies.body(number, sizeBytes));
    Response response = http.exchange(request, answer);
    if (!response.success()) {
      throw new IOException("PUT " + uri + ": " + response.status() + " " + answer.text());
    }
    done.add(new Uploaded(number, store.dialect().downloadUri(uri, response, answer.text())));
    return sizeBytes;
  }

  /**
   * Downloads an upload and compares it byte for byte.
   *
   * @throws IOException when it is not what was put
   */
  public void verify(HttpClient http, Uploaded uploaded) throws IOException {
    ContentCheck check = new ContentCheck(content.bodies().body(uploaded.number(), sizeBytes));
    Response response = http.exchange(Request.get(uploaded.download(), store.headers()), check);
    if (!response.success() || !check.passed()) {
      throw new IOException(
          "GET %s: status %d, %d bytes, not the bytes that were put"
              .formatted(uploaded.download(), response.status(), response.bodyBytes()));
    }
  }

  /** Removes everything that was put and not yet removed. */
  public void deleteAll(HttpClient http) throws IOException {
    List<String> headers = new ArrayList<>(store.headers());
    headers.addAll(store.deleteHeaders());
    Uploaded next = done.peek();
    while (next != null) {
      URI uri = store.dialect().deleteUri(store.base(), next.download());
      Response response = http.exchange(Request.delete(uri, headers), BodySink.drop());
      if (!response.success()) {
        throw new IOException("DELETE " + uri + ": " + response.status());
      }
      done.remove();
      next = done.peek();
    }
  }
}
