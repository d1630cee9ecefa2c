package dev.files.bench.load;

import dev.files.bench.http.Response;
import java.io.IOException;
import java.net.URI;

/** How a store names what is put into it. */
public enum Dialect {
  /** PUT of {@code BASE/upload/NAME}; the answer says where the bytes are. */
  FILES {
    @Override
    public URI uploadUri(URI base, String name, String query) {
      return child(base, "upload/" + name, query);
    }

    @Override
    public URI downloadUri(URI uploaded, Response response, String answer) throws IOException {
      String found = response.location().orElseGet(() -> answer.lines().findFirst().orElse(""));
      if (found.isBlank()) {
        throw new IOException("the answer to " + uploaded + " names no download URL");
      }
      return uploaded.resolve(found.strip());
    }

    @Override
    public URI deleteUri(URI base, URI download) {
      String path = download.getRawPath();
      int start = path.lastIndexOf(DOWNLOAD_PATH) + DOWNLOAD_PATH.length();
      int end = path.indexOf('/', start);
      return child(base, "file/" + path.substring(start, end < 0 ? path.length() : end), "");
    }
  },

  /** PUT, GET and DELETE of the same URL, {@code BASE/NAME}: WebDAV, object stores. */
  PLAIN {
    @Override
    public URI uploadUri(URI base, String name, String query) {
      return child(base, name, query);
    }

    @Override
    public URI downloadUri(URI uploaded, Response response, String answer) {
      return uploaded;
    }

    @Override
    public URI deleteUri(URI base, URI download) {
      return download;
    }
  };

  private static final String DOWNLOAD_PATH = "/download/";

  /** {@code query} without the question mark; empty for none. */
  public abstract URI uploadUri(URI base, String name, String query);

  /** Where to GET what was PUT to {@code uploaded} and answered so. */
  public abstract URI downloadUri(URI uploaded, Response response, String answer)
      throws IOException;

  /** What to DELETE, to get rid of an upload whose bytes are at {@code download}. */
  public abstract URI deleteUri(URI base, URI download);

  private static URI child(URI base, String path, String query) {
    String text = base.toString();
    String slash = text.endsWith("/") ? "" : "/";
    return URI.create(text + slash + path + (query.isEmpty() ? "" : "?" + query));
  }
}
