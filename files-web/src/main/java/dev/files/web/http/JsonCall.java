package dev.files.web.http;

import dev.files.http.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * The calls that carry JSON, or a small form. Who calls is judged by the head, before a byte of the
 * body is read; the body is received before a thread is taken for it.
 */
enum JsonCall {
  /** {@code POST /ping}; one with all the bad chunks that it may name has 70 KiB. */
  PING(256 * 1024),
  /** {@code POST /file}: room for 50,000 chunks, written generously. */
  ASSEMBLE(8 << 20),
  /** {@code POST /file/{id}}. */
  CHANGE(16 * 1024),
  /** {@code POST /admin/…} and {@code POST /keys}. */
  ORDER(16 * 1024),
  /** {@code POST /session}: who calls stands in the body, perhaps. */
  LOGIN(4 * 1024);

  private final int mostBytes;

  JsonCall(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  static Optional<JsonCall> of(String method, RequestTarget target) {
    if (!method.equals("POST")) {
      return Optional.empty();
    }
    boolean alone = target.segments().size() == 1;
    return switch (target.segments().get(0)) {
      case "ping" -> alone ? Optional.of(PING) : Optional.empty();
      case "file" -> Optional.of(alone ? ASSEMBLE : CHANGE);
      case "admin" -> Optional.of(ORDER);
      case "keys" -> alone ? Optional.of(ORDER) : Optional.empty();
      case "session" -> alone ? Optional.of(LOGIN) : Optional.empty();
      default -> Optional.empty();
    };
  }

  int mostBytes() {
    return mostBytes;
  }

  /** Whether the answer has links: a request that they cannot be made of is refused at its head. */
  boolean answersLinks() {
    return this == ASSEMBLE || this == CHANGE;
  }

  /**
   * Lets pass who may call.
   *
   * @throws dev.files.protocol.FilesException UNAUTHORIZED
   */
  void judge(Bearer bearer, HttpServletRequest request) {
    switch (this) {
      case CHANGE -> bearer.authority(request);
      case ORDER -> bearer.requireAdmin(request);
      case LOGIN -> {
        // With the body.
      }
      default -> bearer.requireServer(request);
    }
  }
}
