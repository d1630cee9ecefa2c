package dev.files.node.http;

import dev.files.http.Refusal;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: its store is open and a front
 * has heard of it; fronts that go away later do not matter to whoever reads from it.
 */
final class HealthServlet extends Endpoint {
  static final String LIVE = "/health/live";
  static final String READY = "/health/ready";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final transient BooleanSupplier hasPinged;

  HealthServlet(Load load, BooleanSupplier hasPinged) {
    super(load);
    this.hasPinged = hasPinged;
  }

  @Override
  void handle(Call call) throws IOException {
    if (!call.method().equals("GET") && !call.isHead()) {
      throw Refusal.methodNotAllowed(call.method(), "GET, HEAD");
    }
    if (call.rawPath().equals(READY) && !hasPinged.getAsBoolean()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "No front has answered a ping yet", RETRY_AFTER);
    }
    call.json(200, Map.of("status", "UP"));
  }
}
