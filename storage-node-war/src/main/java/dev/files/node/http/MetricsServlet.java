package dev.files.node.http;

import dev.files.http.Refusal;
import dev.files.http.Traffic;
import dev.files.node.store.DiskChunkStore;
import dev.files.node.store.Scrubber;
import dev.files.node.store.StoreUsage;
import dev.files.node.upkeep.UpkeepLoop;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.security.Secrets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** {@code GET /metrics}: the meters of this node as Prometheus text, with the servers' secret. */
final class MetricsServlet extends Endpoint {
  static final String PATH = "/metrics";

  private final transient Secrets secrets;
  private final transient Traffic traffic;

  MetricsServlet(
      Load load, Secrets secrets, Traffic traffic, DiskChunkStore store, List<UpkeepLoop> upkeep) {
    super(load);
    this.secrets = secrets;
    this.traffic = traffic;
    MeterRegistry meters = traffic.meters();
    bytes(meters, store, "capacity", "What the node may hold", StoreUsage::capacityBytes);
    bytes(meters, store, "used", "The records of its chunks", StoreUsage::usedBytes);
    bytes(meters, store, "disk", "The same with what is not compacted yet", StoreUsage::diskBytes);
    bytes(meters, store, "writable", "What new chunks can take", StoreUsage::writableBytes);
    gauge(meters, "files.store.chunks", "Chunks that are there", store, s -> s.usage().chunks());
    gauge(meters, "files.store.segments", "Segments of the log", store, DiskChunkStore::segments);
    gauge(
        meters,
        "files.store.unwell",
        "1: it takes no chunks, its disk or its index failed",
        store,
        s -> s.unwell().isPresent() ? 1 : 0);
    scrub(meters, store.scrubber());
    upkeep.forEach(loop -> measure(meters, loop));
  }

  private static void scrub(MeterRegistry meters, Scrubber scrubber) {
    Gauge.builder("files.scrub.share", scrubber, Scrubber::share)
        .description("How much of all chunks this pass of the scrubber has read, 0 to 1")
        .strongReference(true)
        .register(meters);
    Gauge.builder("files.scrub.rotten", scrubber, Scrubber::rotten)
        .description("Copies that this pass of the scrubber found bad")
        .strongReference(true)
        .register(meters);
    Gauge.builder(
            "files.scrub.ended",
            scrubber,
            s -> s.lastEnded().map(Instant::getEpochSecond).orElse(0L))
        .description("When all chunks had been read last, since 1970; 0: never yet")
        .baseUnit("seconds")
        .strongReference(true)
        .register(meters);
  }

  private static void measure(MeterRegistry meters, UpkeepLoop loop) {
    String worker = loop.progress().name();
    FunctionCounter.builder("files.upkeep.steps", loop, each -> each.progress().steps())
        .description("Steps of a worker of the store")
        .tag("worker", worker)
        .register(meters);
    FunctionCounter.builder("files.upkeep", loop, each -> each.progress().bytes())
        .description("Bytes that a worker of the store read and wrote")
        .baseUnit("bytes")
        .tag("worker", worker)
        .register(meters);
    Gauge.builder(
            "files.upkeep.failing", loop, each -> each.progress().lastError().isEmpty() ? 0 : 1)
        .description("1: the last step of the worker failed")
        .tag("worker", worker)
        .strongReference(true)
        .register(meters);
  }

  private static void bytes(
      MeterRegistry meters,
      DiskChunkStore store,
      String what,
      String description,
      ToDoubleFunction<StoreUsage> figure) {
    Gauge.builder("files.store." + what, store, s -> figure.applyAsDouble(s.usage()))
        .description(description)
        .baseUnit("bytes")
        .strongReference(true)
        .register(meters);
  }

  private static void gauge(
      MeterRegistry meters,
      String name,
      String description,
      DiskChunkStore store,
      ToDoubleFunction<DiskChunkStore> figure) {
    Gauge.builder(name, store, figure)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  @Override
  void handle(Call call) throws IOException {
    if (!call.method().equals("GET") && !call.isHead()) {
      throw Refusal.methodNotAllowed(call.method(), "GET, HEAD");
    }
    if (!call.header("Authorization").map(secrets::accepts).orElse(false)) {
      throw new FilesException(ProblemType.UNAUTHORIZED, "This needs the servers' bearer token");
    }
    byte[] text = traffic.text().getBytes(StandardCharsets.UTF_8);
    call.response().setContentType(Traffic.MEDIA_TYPE);
    call.response().setHeader("Cache-Control", "no-store");
    call.response().setContentLength(text.length);
    call.response().getOutputStream().write(text);
  }
}
