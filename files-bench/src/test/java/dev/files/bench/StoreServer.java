package dev.files.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A small store over HTTP, with both dialects and a fault to switch on. */
public final class StoreServer implements AutoCloseable {
  public static final String TOKEN = "Bearer token-of-the-test";

  private final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(16);
  public final Map<String, byte[]> bodies = new ConcurrentHashMap<>();
  final AtomicInteger redirects = new AtomicInteger();
  volatile boolean corrupting;
  volatile int pingStatus = 401;

  public StoreServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(executor);
    server.createContext("/", this::plain);
    server.createContext("/upload/", this::upload);
    server.createContext("/download/", this::download);
    server.createContext("/file/", this::file);
    server.createContext("/health/live", exchange -> answer(exchange, 200, new byte[0]));
    server.createContext("/ping", exchange -> answer(exchange, pingStatus, new byte[0]));
    server.start();
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void plain(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        bodies.put(name, read(exchange));
        answer(exchange, 201, new byte[0]);
      }
      case "GET" -> get(exchange, name);
      default -> delete(exchange, name);
    }
  }

  private void upload(HttpExchange exchange) throws IOException {
    String id = Integer.toString(bodies.size()) + "-" + System.nanoTime();
    bodies.put(id, read(exchange));
    answer(exchange, 201, (base() + "/download/" + id + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void download(HttpExchange exchange) throws IOException {
    String id = lastSegment(exchange);
    if ("redirect=true".equals(exchange.getRequestURI().getQuery())) {
      redirects.incrementAndGet();
      exchange.getResponseHeaders().add("Location", "/download/" + id + "?signed");
      answer(exchange, 302, "elsewhere".getBytes(StandardCharsets.UTF_8));
      return;
    }
    get(exchange, id);
  }

  private void file(HttpExchange exchange) throws IOException {
    if ("GET".equals(exchange.getRequestMethod())) {
      answer(exchange, bodies.containsKey(lastSegment(exchange)) ? 200 : 404, new byte[0]);
      return;
    }
    if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, new byte[0]);
      return;
    }
    delete(exchange, lastSegment(exchange));
  }

  private void get(HttpExchange exchange, String name) throws IOException {
    byte[] body = bodies.get(name);
    if (body == null) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    byte[] copy = body.clone();
    if (corrupting) {
      copy[copy.length - 1] ^= 1;
    }
    answer(exchange, 200, copy);
  }

  private void delete(HttpExchange exchange, String name) throws IOException {
    exchange.sendResponseHeaders(bodies.remove(name) == null ? 404 : 204, -1);
    exchange.close();
  }

  private static String lastSegment(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static byte[] read(HttpExchange exchange) throws IOException {
    try (var in = exchange.getRequestBody()) {
      return in.readAllBytes();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
