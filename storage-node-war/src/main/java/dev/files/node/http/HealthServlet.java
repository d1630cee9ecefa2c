package dev.files.node.http;

import dev.files.http.Refusal;
import dev.files.node.store.StoreUsage;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.HealthAnswer.Check;
import java.io.IOException;
import java.util.LinkedHashMap;
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
  private final transient Supplier<StoreUsage> usage;

  /**
   * @param unwell what is wrong with the store; empty when nothing is
   */
  HealthServlet(
      Load load,
      BooleanSupplier hasPinged,
      Supplier<Optional<String>> unwell,
      Supplier<StoreUsage> usage) {
    super(load);
    this.hasPinged = hasPinged;
    this.unwell = unwell;
    this.usage = usage;
  }

  @Override
  void handle(Call call) throws IOException {
    if (!call.method().equals("GET") && !call.isHead()) {
      throw Refusal.methodNotAllowed(call.method(), "GET, HEAD");
    }
    HealthAnswer answer =
        HealthAnswer.of(
            call.rawPath().equals(LIVE) ? List.of() : List.of(front(), store(unwell.get())));
    call.response().setHeader("Cache-Control", "no-store");
    if (!answer.ready()) {
      call.response().setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    call.json(answer.ready() ? 200 : 503, answer);
  }

  private Check front() {
    boolean pinged = hasPinged.getAsBoolean();
    return Check.of(
        "front",
        pinged,
        pinged ? Map.of() : Map.of("why", "No front has answered a ping since the start"));
  }

  private Check store(Optional<String> reason) {
    Map<String, Object> data = new LinkedHashMap<>();
    // What follows the colon names files, and everybody may ask.
    reason.ifPresent(why -> data.put("why", why.split(":", 2)[0]));
    StoreUsage now = usage.get();
    data.put("freeBytes", now.writableBytes());
    data.put("capacityBytes", now.capacityBytes());
    return Check.of("store", reason.isEmpty(), data);
  }
}
