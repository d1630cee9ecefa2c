package dev.files.bench.load;

import java.net.URI;
import java.util.List;

/**
 * What the bench puts into.
 *
 * @param base URL that names are appended to
 * @param query of every upload, without the question mark; may be empty
 * @param headers of every request, as {@code Name: value}
 * @param deleteHeaders more headers of every DELETE, such as an administrator's token
 */
public record Store(
    Dialect dialect, URI base, String query, List<String> headers, List<String> deleteHeaders) {
  public Store {
    headers = List.copyOf(headers);
    deleteHeaders = List.copyOf(deleteHeaders);
  }

  public Store withQuery(String other) {
    return new Store(dialect, base, other, headers, deleteHeaders);
  }
}
