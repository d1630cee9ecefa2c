package dev.files.protocol.client;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Bounds of a pool of connections.
 *
 * @param connections open at once, in total
 * @param connectionsPerServer open at once to one host and port
 * @param leaseTimeout how long a call waits for a free connection
 * @param socketTimeout longest time in the middle of a call in which a server neither sends nor
 *     takes anything
 * @param userAgent names the calling server and its version
 * @param tls whom to trust and how to prove oneself; empty: what the JVM's system properties say
 */
public record HttpPoolSettings(
    int connections,
    int connectionsPerServer,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration leaseTimeout,
    String userAgent,
    Optional<SSLContext> tls) {

  /** 256 connections, 64 for each server; 2 s to connect, 10 s of silence, 5 s for a lease. */
  public static HttpPoolSettings of(String userAgent) {
    return new HttpPoolSettings(
        256,
        64,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        userAgent,
        Optional.empty());
  }

  public HttpPoolSettings withConnections(int total, int perServer) {
    return new HttpPoolSettings(
        total, perServer, connectTimeout, socketTimeout, leaseTimeout, userAgent, tls);
  }

  public HttpPoolSettings withSocketTimeout(Duration timeout) {
    return new HttpPoolSettings(
        connections, connectionsPerServer, connectTimeout, timeout, leaseTimeout, userAgent, tls);
  }

  public HttpPoolSettings withTls(SSLContext context) {
    return new HttpPoolSettings(
        connections,
        connectionsPerServer,
        connectTimeout,
        socketTimeout,
        leaseTimeout,
        userAgent,
        Optional.of(context));
  }
}
