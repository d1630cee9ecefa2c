package dev.files.node.http;

import dev.files.protocol.FilesException;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.xnio.IoUtils;

/** One request with its answer: what every handler needs of the two. */
final class Call {
  private static final long UNKNOWN_LENGTH = -1;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final RequestBody body;

  Call(HttpServletRequest request, HttpServletResponse response, RequestBody body) {
    this.request = request;
    this.response = response;
    this.body = body;
  }

  HttpServletResponse response() {
    return response;
  }

  RequestBody body() {
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

  Query query() {
    return new Query(rawQuery());
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /** The announced length of the body; empty when it comes in chunked coding. */
  Optional<Long> contentLength() {
    long length = request.getContentLengthLong();
    return length == UNKNOWN_LENGTH ? Optional.empty() : Optional.of(length);
  }

  /** Answers with the problem, then rids the connection of what is left of the body. */
  void refuse(FilesException refusal) {
    if (response.isCommitted()) {
      abort();
      return;
    }
    try {
      response.resetBuffer();
      boolean hasBody = header("Transfer-Encoding").isPresent() || contentLength().orElse(0L) > 0;
      if (hasBody && contentLength().orElse(Long.MAX_VALUE) > RequestBody.MAX_UNWANTED_BYTES) {
        response.setHeader("Connection", "close");
      }
      Problems.write(response, refusal);
      if (hasBody && !body.drain()) {
        abort();
      }
    } catch (IOException | FilesException e) {
      abort();
    }
  }

  /** Cuts the connection, so that a broken-off answer can never pass for a whole one. */
  void abort() {
    ServletRequestContext context = ServletRequestContext.current();
    if (context != null) {
      IoUtils.safeClose(context.getExchange().getConnection());
    }
  }
}
