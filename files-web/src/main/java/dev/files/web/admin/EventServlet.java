package dev.files.web.admin;

import dev.files.events.Events;
import dev.files.http.Conversation;
import dev.files.http.Exchange;
import dev.files.http.Refusal;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.ServerName;
import dev.files.web.http.Bearer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code GET /admin/events}: the recent events, then those to come, for operators. */
@WebServlet(urlPatterns = "/admin/events", asyncSupported = true)
public class EventServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** More people than look at once; each costs a socket, and a look at the list every second. */
  static final int MOST_LISTENERS = 64;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  @Inject transient Bearer bearer;
  @Inject transient Events events;
  @Inject transient ServerName server;

  private final AtomicInteger listeners = new AtomicInteger();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      throw Refusal.methodNotAllowed(request.getMethod(), "GET");
    }
    bearer.requireAdmin(request);
    if (listeners.incrementAndGet() > MOST_LISTENERS) {
      listeners.decrementAndGet();
      throw new FilesException(
          ProblemType.UNAVAILABLE, "Too many listen to this front already", RETRY_AFTER);
    }
    // Whoever is told that we listen is told of all that happens from then on.
    events.look();
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    // nginx would keep events until it has a page of them.
    response.setHeader("X-Accel-Buffering", "no");
    Conversation.start(
        request,
        response,
        new EventStream(
            events,
            Exchange.current(),
            server.text(),
            Optional.ofNullable(request.getHeader("Last-Event-ID")).orElse(""),
            () -> isAdmin(request),
            System::nanoTime,
            listeners::decrementAndGet));
  }

  private boolean isAdmin(HttpServletRequest request) {
    try {
      bearer.requireAdmin(request);
      return true;
    } catch (FilesException e) {
      // While the database is away nobody can say that the session is over.
      return e.type() == ProblemType.UNAVAILABLE;
    }
  }
}
