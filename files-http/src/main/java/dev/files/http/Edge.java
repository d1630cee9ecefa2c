package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.config.Settings;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Stands before all servlets of a deployment, on the I/O thread: refuses what cannot be read, puts
 * our decoder in the place of the server's, gives each request to its lane, and turns refusals of
 * the server into problems. A deployment names its own in {@code
 * META-INF/services/io.undertow.servlet.ServletExtension}.
 */
public abstract class Edge implements ServletExtension {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final AttachmentKey<Executor> LANE = AttachmentKey.create(Executor.class);
  private static final AttachmentKey<LeastRate.Terms> TERMS =
      AttachmentKey.create(LeastRate.Terms.class);

  private final LeastRate.Terms terms;
  private final Traffic traffic = new Traffic();

  /** With the rates that the settings name. */
  protected Edge(Settings settings) {
    this.terms =
        new LeastRate.Terms(
            settings.number("FILES_LEAST_BYTES_PER_SECOND", 512, 1, 1 << 30),
            settings.seconds("FILES_PATIENCE_SECONDS", 60, 1, 3600));
  }

  /** Which of the routes that were made with {@link #route(String, Lane)} a request takes. */
  protected abstract Route route(RequestHead head);

  /** A kind of request and the lane that serves it; made with the edge, and seldom. */
  protected final Route route(String name, Lane lane) {
    return traffic.route(name, lane);
  }

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    traffic.offer(context);
    deployment.addInitialHandlerChainWrapper(
        next -> {
          HttpHandler continued = new HttpContinueReadHandler(next);
          return exchange -> admit(exchange, next, continued);
        });
  }

  /**
   * @param continued the same as next, which also says {@code 100 Continue} when the body is read:
   *     the server's own handler for that stands before this one, and below our decoder
   */
  private void admit(HttpServerExchange exchange, HttpHandler next, HttpHandler continued)
      throws Exception {
    if (exchange.getAttachment(LANE) != null) {
      // An edge that was added later stands before this one.
      next.handleRequest(exchange);
      return;
    }
    exchange.putAttachment(TERMS, terms);
    Exchange.of(exchange).nameInAnswer();
    // For paths under /WEB-INF, say. Asked before the listener that the host added earlier, which
    // knows only HTML.
    exchange.addDefaultResponseListener(Answers::giveAReason);
    Optional<Problem> refusal = Framing.refusal(exchange);
    if (refusal.isPresent()) {
      exchange.dispatch(
          SameThreadExecutor.INSTANCE, () -> Answers.refuseForGood(exchange, refusal.get()));
      return;
    }
    // What is no HTTP is of no kind: not even its length can be read.
    Route route = route(new RequestHead(exchange));
    route.count(exchange);
    HttpHandler then = next;
    if (exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)
        && exchange.getConnection() instanceof HttpServerConnection connection) {
      StrictChunks.install(exchange, connection);
      then = continued;
    }
    Lane lane = route.lane();
    Executor pool = exchange.getConnection().getWorker();
    exchange.putAttachment(LANE, lane.over(pool));
    exchange.dispatch(
        task ->
            lane.admit(
                pool, task, exchange.getIoThread(), () -> Answers.refuse(exchange, full(lane))),
        then);
  }

  private static ProblemAnswer full(Lane lane) {
    return ProblemAnswer.of(
        new FilesException(
            ProblemType.UNAVAILABLE,
            "The server has as many " + lane.work() + " as it can serve",
            RETRY_AFTER));
  }

  static Executor laneOf(HttpServerExchange exchange) {
    Executor lane = exchange.getAttachment(LANE);
    return lane == null ? exchange.getConnection().getWorker() : lane;
  }

  static LeastRate.Terms terms(HttpServerExchange exchange) {
    LeastRate.Terms terms = exchange.getAttachment(TERMS);
    return terms == null ? new LeastRate.Terms(512, Duration.ofMinutes(1)) : terms;
  }
}
