package dev.files.bench.load;

import dev.files.bench.http.BodySink;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Bodies that were uploaded and checked for the sake of downloads. */
public final class Prepared {
  private final Uploads uploads;
  private final List<String> headers;

  private Prepared(Uploads uploads, List<String> headers) {
    this.uploads = uploads;
    this.headers = headers;
  }

  /** Uploads {@code count} bodies and compares each with what comes back, byte for byte. */
  public static Prepared upload(
      HttpClient http, Store store, long sizeBytes, int count, long series) throws IOException {
    Uploads uploads = new Uploads(store, sizeBytes, series);
    Load.Client client = uploads.newClient();
    for (int number = 0; number < count; number++) {
      client.send(http, number);
    }
    for (Uploads.Uploaded uploaded : uploads.done()) {
      uploads.verify(http, uploaded);
    }
    return new Prepared(uploads, store.headers());
  }

  public List<URI> uris() {
    return uploads.done().stream().map(Uploads.Uploaded::download).toList();
  }

  /** Where the store sends a client that asks for a redirect. */
  public List<URI> redirectedUris(HttpClient http) throws IOException {
    return redirected(http, uris(), headers);
  }

  /**
   * Asks each URL for a redirect, which is not followed.
   *
   * @throws IOException when the answer is something else
   */
  public static List<URI> redirected(HttpClient http, List<URI> uris, List<String> headers)
      throws IOException {
    List<URI> found = new ArrayList<>();
    for (URI uri : uris) {
      URI asked = URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + "redirect=true");
      Response response = http.once(Request.get(asked, headers), BodySink.drop());
      if (!response.redirect()) {
        throw new IOException("GET " + asked + ": " + response.status() + ", not a redirect");
      }
      found.add(asked.resolve(response.location().orElseThrow()));
    }
    return found;
  }

  public void delete(HttpClient http) throws IOException {
    uploads.deleteAll(http);
  }
}
