package dev.files.node.http;

import dev.files.http.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: its store is open and well, and
 * a front has heard of it; fronts that go away later do not matter to whoever reads from it. Both
 * answer in the shape of a front's, with every check by name.
 */
final class HealthServlet extends Endpoint {
  static final String LIVE = "/health/live";
  static final String READY = "/health/ready";

  private static final String RETRY_AFTER_SECONDS = "1";

  private final transient BooleanSupplier hasPinged;
  private final transient Supplier<Optional<String>> unwell;

  /** As a front tells its checks. */
  record Check(String name, boolean up, boolean needed, String detail) {}

  /**
   * @param unwell what is wrong with the store; empty when nothing is
   */
  HealthServlet(Load load, BooleanSupplier hasPinged, Supplier<Optional<String>> unwell) {
    super(load);
    this.hasPinged = hasPinged;
    this.unwell = unwell;
  }

  @Override
  void handle(Call call) throws IOException {
    if (!call.method().equals("GET") && !call.isHead()) {
      throw Refusal.methodNotAllowed(call.method(), "GET, HEAD");
    }
    if (call.rawPath().equals(LIVE)) {
      answer(call, true, List.of());
      return;
    }
    boolean pinged = hasPinged.getAsBoolean();
    String detail = pinged ? "" : "No front has answered a ping yet";
    Optional<String> reason = unwell.get();
    answer(
        call,
        pinged && reason.isEmpty(),
        List.of(
            new Check("front", pinged, true, detail),
            new Check("store", reason.isEmpty(), true, reason.orElse(""))));
  }

  private static void answer(Call call, boolean up, List<Check> checks) throws IOException {
    if (!up) {
      call.response().setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    call.json(up ? 200 : 503, Map.of("status", up ? "UP" : "DOWN", "checks", checks));
  }
}
