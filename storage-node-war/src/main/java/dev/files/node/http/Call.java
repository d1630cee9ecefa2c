package dev.files.node.http;

import dev.files.http.Exchange;
import dev.files.http.Preconditions;
import dev.files.http.RequestHeaders;
import dev.files.http.RequestTarget;
import dev.files.http.Stepwise;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.messages.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** One request with its answer: what every handler needs of the two. */
final class Call {
  private static final long UNKNOWN_LENGTH = -1;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Body body;
  private Optional<Stepwise> steps = Optional.empty();

  Call(HttpServletRequest request, HttpServletResponse response, Exchange exchange) {
    this.request = request;
    this.response = response;
    this.body = new Body(exchange);
  }

  HttpServletRequest request() {
    return request;
  }

  HttpServletResponse response() {
    return response;
  }

  ReadableByteChannel body() {
    return body;
  }

  String method() {
    return request.getMethod();
  }

  boolean isHead() {
    return method().equals("HEAD");
  }

  /**
   * As it was sent, without the context's own path: not decoded, so an id is compared literally.
   */
  String rawPath() {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** Empty when there is none. */
  String rawQuery() {
    return Optional.ofNullable(request.getQueryString()).orElse("");
  }

  RequestTarget target() {
    return RequestTarget.of(request);
  }

  /** The conditions under which the call is to be carried out. */
  Preconditions conditions() {
    return RequestHeaders.conditions(request);
  }

  Optional<String> header(String name) {
    return RequestHeaders.joined(request, name);
  }

  /** The announced length of the body; empty when it comes in chunked coding. */
  Optional<Long> contentLength() {
    long length = request.getContentLengthLong();
    return length == UNKNOWN_LENGTH ? Optional.empty() : Optional.of(length);
  }

  /** Answers in JSON. */
  void json(int status, Object body) throws IOException {
    byte[] bytes = Json.write(body);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** Has the answer's body sent in steps; its head is set. */
  void converse(Stepwise body) {
    steps = Optional.of(body);
  }

  Optional<Stepwise> steps() {
    return steps;
  }

  /** The body, as a channel that waits for its sender; longer than a chunk it must not be. */
  private static final class Body implements ReadableByteChannel {
    private final Exchange exchange;
    private long taken;

    Body(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int read = into.hasRemaining() ? exchange.readOrWait(into) : 0;
      taken += Math.max(0, read);
      if (taken > ChunkStore.MAX_CHUNK_BYTES) {
        throw new FilesException(
            ProblemType.TOO_LARGE, "A chunk has at most " + ChunkStore.MAX_CHUNK_BYTES + " bytes");
      }
      return read;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    /** Does nothing: the connection is the server's. */
    @Override
    public void close() {}
  }
}
