package dev.files.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.ServletContext;
import java.util.HashSet;
import java.util.Set;

/**
 * The meters of a deployment. Its {@link Edge} counts what passes, the application adds what it
 * knows, and {@code GET /metrics} answers {@link #text}.
 */
public final class Traffic {
  /** Prometheus text, as every scraper reads it. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<Lane> lanes = new HashSet<>();

  /** Of the deployment that the context belongs to. */
  public static Traffic of(ServletContext context) {
    return (Traffic) context.getAttribute(Traffic.class.getName());
  }

  void offer(ServletContext context) {
    context.setAttribute(Traffic.class.getName(), this);
  }

  /** A route with its meters, to be made once and before the first request. */
  Route route(String name, Lane lane) {
    if (lanes.add(lane)) {
      lane.measure(meters);
    }
    return new Route(name, lane, meters);
  }

  /** Where the application adds meters of its own. */
  public MeterRegistry meters() {
    return meters;
  }

  /** All meters as they are now. */
  public String text() {
    return meters.scrape();
  }
}
