package dev.files.protocol.client;

import dev.files.protocol.http.Trace;
import dev.files.protocol.security.Secrets;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections of one process to other servers, and the secret that goes with every call. No
 * redirects, cookies, retries or content codings: a call is one request and its answer. A server
 * that is silent for too long, or takes nothing for as long, is given up.
 */
public final class HttpPool implements Closeable {
  /**
   * Of each connection's session buffers. Bodies are moved in larger pieces, which pass these
   * buffers by; a small body leaves in one packet train with its header.
   */
  private static final int SESSION_BUFFER_BYTES = 32 * 1024;

  private static final int MAX_HEADER_LINE_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 64;

  /** Looked at before reuse, for it may have been closed by a server that restarted meanwhile. */
  private static final TimeValue VALIDATE_AFTER = TimeValue.ofMilliseconds(500);

  private static final TimeValue IDLE_LIMIT = TimeValue.ofSeconds(20);
  private static final TimeValue LIFE_LIMIT = TimeValue.ofMinutes(10);

  private final CloseableHttpClient client;
  private final RequestConfig terms;
  private final StalledWrites stalledWrites;
  private final Secrets secrets;

  public HttpPool(HttpPoolSettings settings, Secrets secrets) {
    this.secrets = secrets;
    this.stalledWrites = new StalledWrites(settings.socketTimeout());
    Timeout socketTimeout = Timeout.of(settings.socketTimeout());
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(settings.connections())
            .setMaxConnPerRoute(settings.connectionsPerServer())
            .setConnPoolPolicy(PoolReusePolicy.LIFO)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                    .setSocketTimeout(socketTimeout)
                    .setValidateAfterInactivity(VALIDATE_AFTER)
                    .setTimeToLive(LIFE_LIMIT)
                    .build())
            .setDefaultSocketConfig(
                SocketConfig.custom().setTcpNoDelay(true).setSoTimeout(socketTimeout).build())
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(
                        Http1Config.custom()
                            .setBufferSize(SESSION_BUFFER_BYTES)
                            .setMaxLineLength(MAX_HEADER_LINE_BYTES)
                            .setMaxHeaderCount(MAX_HEADERS)
                            .build())
                    .responseOutOfOrderStrategy(new EarlyAnswer())
                    .build())
            .setTlsSocketStrategy(
                new DefaultClientTlsStrategy(settings.tls().orElseGet(HttpPool::ofJvm)))
            .build();
    this.terms =
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(settings.leaseTimeout()))
            .setResponseTimeout(socketTimeout)
            .setContentCompressionEnabled(false)
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build();
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(terms)
            .setUserAgent(settings.userAgent())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableConnectionState()
            .evictExpiredConnections()
            .evictIdleConnections(IDLE_LIMIT)
            .build();
  }

  /**
   * Sends the request with the secret. Closing the answer before its body was read to the end drops
   * the connection, so that no half-read body ever meets another call.
   *
   * @param request one that its caller can abort itself is used as it is
   * @param patience how long the server may be silent, when that is not the pool's time
   */
  ClassicHttpResponse open(ClassicHttpRequest request, Optional<Duration> patience)
      throws IOException {
    URI uri;
    try {
      uri = request.getUri();
    } catch (URISyntaxException e) {
      throw new IOException("not a URL: " + request.getRequestUri(), e);
    }
    HttpUriRequestBase abortable =
        request instanceof HttpUriRequestBase own ? own : abortable(request, uri);
    abortable.setHeader("Authorization", secrets.authorization());
    Trace trace = Trace.current().orElseGet(Trace::begin);
    abortable.setHeader(Trace.REQUEST_ID, trace.request());
    abortable.setHeader(Trace.TRACEPARENT, trace.traceparent());
    patience.ifPresent(
        silence ->
            abortable.setConfig(
                RequestConfig.copy(terms).setResponseTimeout(Timeout.of(silence)).build()));
    if (request.getEntity() != null) {
      abortable.setEntity(stalledWrites.watch(request.getEntity(), abortable::abort));
    }
    try {
      return client.executeOpen(
          new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort()), abortable, null);
    } catch (IllegalStateException e) {
      if (abortable.isAborted()) {
        // What the client says when a call is broken off while it connects.
        throw new IOException("the call was broken off", e);
      }
      throw e;
    }
  }

  private static HttpUriRequestBase abortable(ClassicHttpRequest request, URI uri) {
    HttpUriRequestBase abortable = new HttpUriRequestBase(request.getMethod(), uri);
    abortable.setHeaders(request.getHeaders());
    return abortable;
  }

  private static SSLContext ofJvm() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "the trust store that the system properties name cannot be used", e);
    }
  }

  @Override
  public void close() throws IOException {
    stalledWrites.close();
    client.close();
  }
}
