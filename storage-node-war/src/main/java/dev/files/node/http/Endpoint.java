package dev.files.node.http;

import dev.files.http.Answers;
import dev.files.http.Conversation;
import dev.files.http.CrossOrigin;
import dev.files.http.Exchange;
import dev.files.http.HostHeader;
import dev.files.http.Stepwise;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.Trace;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/** A servlet whose errors leave as problems, whatever they are, and whose requests are counted. */
abstract class Endpoint extends HttpServlet {
  private static final Duration RETRY_AFTER_SHUTDOWN = Duration.ofSeconds(5);

  private final transient Load load;

  Endpoint(Load load) {
    this.load = load;
  }

  /**
   * Answers the call. The body has not been touched yet.
   *
   * @throws FilesException what the caller is told
   * @throws IOException the client is gone
   */
  abstract void handle(Call call) throws IOException;

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange exchange = Exchange.current();
    Trace.Scope scope = exchange.trace().enter();
    try {
      if (!load.enter()) {
        throw new FilesException(
            ProblemType.UNAVAILABLE, "The node is shutting down", RETRY_AFTER_SHUTDOWN);
      }
      serve(request, response, exchange);
    } catch (IOException | RuntimeException e) {
      Answers.refuse(exchange, response, e);
    } finally {
      scope.close();
    }
    Answers.finish(request, response);
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, Exchange exchange)
      throws IOException {
    boolean goesOn = false;
    try {
      HostHeader.refuseForged(Collections.list(request.getHeaders("Host")));
      CrossOrigin pages =
          (CrossOrigin) getServletContext().getAttribute(CrossOrigin.class.getName());
      if (pages.answers(request, response)) {
        return;
      }
      Call call = new Call(request, response, exchange);
      handle(call);
      Optional<Stepwise> steps = call.steps();
      if (steps.isPresent()) {
        // From here on the steps count themselves out.
        goesOn = true;
        Conversation.start(call.request(), call.response(), new Counted(steps.get()));
      }
    } finally {
      if (!goesOn) {
        load.leave();
      }
    }
  }

  /** Counts a request out when it is over. */
  private final class Counted implements Stepwise {
    private final Stepwise steps;

    Counted(Stepwise steps) {
      this.steps = steps;
    }

    @Override
    public Next step() throws IOException {
      return steps.step();
    }

    @Override
    public void close() {
      try {
        steps.close();
      } finally {
        load.leave();
      }
    }
  }
}
