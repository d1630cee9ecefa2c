package dev.files.balancer;

import dev.files.balancer.Fronts.Health;
import dev.files.protocol.config.Settings;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.util.Methods;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.ssl.XnioSsl;

/** Undertow's proxy with its fronts; asks them for their health as long as the application runs. */
final class Balancer implements ServletContextListener {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** A front that asks a database in vain answers after three. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** As many as a front accepts by default, on each of the server's own threads. */
  private static final int MOST_CONNECTIONS = 2048;

  /**
   * Shorter than a front keeps a connection that nobody uses, or a request is sent to where nobody
   * reads it.
   */
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final LoadBalancingProxyClient proxies;
  private final HttpHandler handler;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final Fronts fronts;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread watching = new Thread(this::watch, "files-balancer");

  private Balancer(List<URI> urls) {
    proxies =
        new LoadBalancingProxyClient()
            .setConnectionsPerThread(MOST_CONNECTIONS)
            .setSoftMaxConnectionsPerThread(0)
            .setTtl((int) IDLE.toMillis())
            .setProblemServerRetry((int) PAUSE.toSeconds());
    handler =
        new Passing(
            ProxyHandler.builder()
                .setProxyClient(proxies)
                .setMaxConnectionRetries(urls.size())
                // Undertow would send a PUT again, too: here each makes another file.
                .setIdempotentRequestPredicate(
                    exchange ->
                        exchange.getRequestMethod().equals(Methods.GET)
                            || exchange.getRequestMethod().equals(Methods.HEAD))
                .setNext(ResponseCodeHandler.HANDLE_404)
                .build());
    fronts = new Fronts(urls, this::ask, this::add, proxies::removeHost);
  }

  static Balancer of(Settings settings) {
    List<URI> urls =
        Arrays.stream(settings.text("FILES_FRONT_URLS", "").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .map(URI::create)
            .toList();
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("FILES_FRONT_URLS must name the fronts");
    }
    return new Balancer(urls);
  }

  HttpHandler handler() {
    return handler;
  }

  private CompletableFuture<Health> ask(URI front) {
    HttpRequest request =
        HttpRequest.newBuilder(front.resolve("/health/ready")).timeout(ANSWER).build();
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenApply(answer -> answer.statusCode() == 200 ? Health.READY : Health.NOT_READY)
        .exceptionally(failure -> Health.SILENT);
  }

  private void add(URI front) {
    if (front.getScheme().equals("https")) {
      proxies.addHost(front, tls());
    } else {
      proxies.addHost(front);
    }
  }

  private static XnioSsl tls() {
    try {
      return new UndertowXnioSsl(
          Xnio.getInstance(Xnio.class.getClassLoader()), OptionMap.EMPTY, SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "the trust store that the system properties name cannot be used", e);
    }
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    // Once before the door opens: from the first request on it is known where to send it.
    fronts.step();
    watching.setDaemon(true);
    watching.start();
  }

  private void watch() {
    try {
      while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        fronts.step();
      }
    } catch (InterruptedException e) {
      // Nobody but the end of the server does that.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    over.countDown();
  }
}
