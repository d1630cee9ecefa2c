package dev.files.bench.load;

import dev.files.bench.http.BodySink;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;

/** GETs of some URLs in turn; the bytes are counted and dropped. */
public final class Downloads implements Load, Load.Client {
  private final List<URI> uris;
  private final List<String> headers;
  private final OptionalLong expectedBytes;

  /** {@code expectedBytes} is what every body must hold, where that is known. */
  public Downloads(List<URI> uris, List<String> headers, OptionalLong expectedBytes) {
    if (uris.isEmpty()) {
      throw new IllegalArgumentException("no URL to download");
    }
    this.uris = List.copyOf(uris);
    this.headers = List.copyOf(headers);
    this.expectedBytes = expectedBytes;
  }

  /** Has no buffers, so all clients share it. */
  @Override
  public Client newClient() {
    return this;
  }

  @Override
  public void connect(HttpClient http) throws IOException {
    for (URI uri : uris) {
      http.connect(uri);
    }
  }

  @Override
  public long send(HttpClient http, long number) throws IOException {
    URI uri = uris.get((int) (number % uris.size()));
    Response response = http.exchange(Request.get(uri, headers), BodySink.drop());
    if (!response.success()) {
      throw new IOException("GET " + uri + ": " + response.status());
    }
    if (expectedBytes.orElse(response.bodyBytes()) != response.bodyBytes()) {
      throw new IOException(
          "GET %s: %d bytes instead of %d"
              .formatted(uri, response.bodyBytes(), expectedBytes.getAsLong()));
    }
    return response.bodyBytes();
  }
}
