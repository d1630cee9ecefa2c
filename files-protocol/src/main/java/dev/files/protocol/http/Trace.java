package dev.files.protocol.http;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jboss.logging.MDC;

/**
 * What something is done for: the id by which people find a request in the logs of all servers that
 * it reached, and its place in a W3C trace. Bound to a thread while that works for it; passed on
 * with calls and messages.
 *
 * <pre>
 * X-Request-Id: 1 to 128 of A-Z a-z 0-9 . _ ~ : @ + = / -
 * traceparent:  00-TRACE ID, 32 hex-ID OF THE CALLER'S SPAN, 16 hex-FLAGS, 2 hex
 * </pre>
 *
 * (W3C Trace Context, section 3.2.) What is malformed counts as not there. Ids are for reading logs
 * and no secrets, so cheap random is enough.
 *
 * @param span this server's, made new for each request that it gets
 */
public record Trace(String request, String traceId, String span, String flags) {
  public static final String REQUEST_ID = "X-Request-Id";
  public static final String TRACEPARENT = "traceparent";

  /** The name in log formats: {@code %X{request}}. */
  public static final String LOGGED_AS = "request";

  private static final int MOST_REQUEST_ID_CHARACTERS = 128;
  private static final String REQUEST_ID_MARKS = "._~:@+=/-";

  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int LENGTH = 55;

  /** Nobody here records spans. */
  private static final String NOT_SAMPLED = "00";

  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final ThreadLocal<Trace> CURRENT = new ThreadLocal<>();

  /** Ends what {@link #enter} began; the thread goes back to what it did before. */
  @FunctionalInterface
  public interface Scope {
    void close();
  }

  /** Something that nobody asked for. */
  public static Trace begin() {
    return of(Optional.empty(), Optional.empty());
  }

  /** What a request or message is done for, by what it says. */
  public static Trace of(Optional<String> requestId, Optional<String> traceparent) {
    return of(requestId, traceparent, ThreadLocalRandom.current());
  }

  static Trace of(
      Optional<String> requestId, Optional<String> traceparent, RandomGenerator random) {
    String span = hex(1, random);
    Optional<String> caller = traceparent.filter(Trace::isTraceparent);
    String traceId =
        caller.map(text -> text.substring(TRACE_AT, SPAN_AT - 1)).orElseGet(() -> hex(2, random));
    return new Trace(
        requestId.filter(Trace::isRequestId).orElse(traceId),
        traceId,
        span,
        caller.map(text -> text.substring(FLAGS_AT, LENGTH)).orElse(NOT_SAMPLED));
  }

  /** The one that this thread works for. */
  public static Optional<Trace> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Binds it to this thread, and its id to what the thread logs, until the scope is closed. */
  public Scope enter() {
    return bind(this);
  }

  private static Scope bind(Trace trace) {
    Trace before = CURRENT.get();
    set(trace);
    return () -> set(before);
  }

  private static void set(Trace trace) {
    if (trace == null) {
      CURRENT.remove();
      MDC.remove(LOGGED_AS);
    } else {
      CURRENT.set(trace);
      MDC.put(LOGGED_AS, trace.request);
    }
  }

  /** An executor whose tasks are done for what their giver worked for. */
  public static Executor carrying(Executor executor) {
    return task -> {
      Trace given = CURRENT.get();
      executor.execute(
          () -> {
            Scope scope = bind(given);
            try {
              task.run();
            } finally {
              scope.close();
            }
          });
    };
  }

  /** As a header to whom this server calls. */
  public String traceparent() {
    return "00-" + traceId + "-" + span + "-" + flags;
  }

  private static boolean isRequestId(String text) {
    if (text.isEmpty() || text.length() > MOST_REQUEST_ID_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = isIn(c, 'a', 'z') || isIn(c, '0', '9') || isIn(c, 'A', 'Z');
      if (!plain && REQUEST_ID_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Of a later version only the beginning is read (section 4.3). */
  private static boolean isTraceparent(String text) {
    int length = text.length();
    if (length < LENGTH
        || (length > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-'))) {
      return false;
    }
    return isHex(text, 0, 2)
        && !text.startsWith("ff")
        && text.charAt(TRACE_AT - 1) == '-'
        && isHex(text, TRACE_AT, SPAN_AT - 1)
        && isNotZero(text, TRACE_AT, SPAN_AT - 1)
        && text.charAt(SPAN_AT - 1) == '-'
        && isHex(text, SPAN_AT, FLAGS_AT - 1)
        && isNotZero(text, SPAN_AT, FLAGS_AT - 1)
        && text.charAt(FLAGS_AT - 1) == '-'
        && isHex(text, FLAGS_AT, LENGTH);
  }

  private static boolean isIn(char c, char first, char last) {
    return c >= first && c <= last;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isIn(c, '0', '9') && !isIn(c, 'a', 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNotZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return true;
      }
    }
    return false;
  }

  /** Never all zeros, which would be no id. */
  private static String hex(int longs, RandomGenerator random) {
    char[] text = new char[16 * longs];
    for (int i = 0; i < longs; i++) {
      long bits = random.nextLong() | 1;
      for (int j = 0; j < 16; j++) {
        text[16 * i + j] = HEX[(int) (bits >>> (60 - 4 * j)) & 15];
      }
    }
    return new String(text);
  }
}
