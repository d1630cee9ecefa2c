package dev.files.bench.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One client, as a browser tab or a script is one: a request at a time, a kept-alive connection to
 * each server that it talks to. Used by one thread; {@link #close} may come from another and breaks
 * off what is under way.
 */
public final class HttpClient implements Closeable {
  /**
   * Against 64 KiB and 256 KiB this took a tenth to a fifth of the processor time off a download.
   */
  private static final int BUFFER_BYTES = 1024 * 1024;

  private static final int MOST_REDIRECTS = 3;

  /** A client meets the fronts and nodes of one cluster. */
  private static final int MOST_CONNECTIONS = 64;

  /** Servers close connections that rest; none of ours does so sooner. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(10);

  private final Map<Endpoint, Connection> connections = new HashMap<>();
  private boolean closed;

  /** Connects ahead of the first request, to keep that out of its time. */
  public void connect(URI uri) throws IOException {
    connection(Endpoint.of(uri));
  }

  /** Sends a request and follows redirects. */
  public Response exchange(Request request, BodySink sink) throws IOException {
    Request next = request;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      Response response = once(next, sink);
      if (!response.redirect()) {
        return response;
      }
      next = next.at(next.uri().resolve(response.location().orElseThrow()));
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + request.uri());
  }

  /** Sends a request and follows nothing; the sink never sees the body of a redirect. */
  public Response once(Request request, BodySink sink) throws IOException {
    Endpoint endpoint = Endpoint.of(request.uri());
    Connection connection = connection(endpoint);
    try {
      return connection.exchange(request, sink);
    } finally {
      if (!connection.reusable()) {
        drop(endpoint);
      }
    }
  }

  private synchronized Connection connection(Endpoint endpoint) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    Connection known = connections.get(endpoint);
    if (known != null && known.restedFor().compareTo(LONGEST_REST) < 0) {
      return known;
    }
    drop(endpoint);
    if (connections.size() == MOST_CONNECTIONS) {
      throw new IOException("more than " + MOST_CONNECTIONS + " servers");
    }
    Connection fresh = Connection.open(endpoint, ByteBuffer.allocateDirect(BUFFER_BYTES));
    connections.put(endpoint, fresh);
    return fresh;
  }

  private synchronized void drop(Endpoint endpoint) throws IOException {
    Connection broken = connections.remove(endpoint);
    if (broken != null) {
      broken.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Connection connection : connections.values()) {
      connection.close();
    }
    connections.clear();
  }
}
