package dev.files.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.files.protocol.NodeId;
import dev.files.protocol.Problem;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Json;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import dev.files.protocol.messages.WorkerOrder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A small front on a real socket: takes pings, lists nodes, refuses on demand. */
public final class FrontUnderTest implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Ping> pings = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
  private final List<ActiveNode> nodes = new CopyOnWriteArrayList<>();
  private volatile int pingStatus = 200;
  private volatile Long epoch;
  private volatile Long recorded;
  private volatile List<WorkerOrder> orders;

  public FrontUnderTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/ping", this::ping);
    server.createContext("/active-nodes", this::activeNodes);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void list(URI node) {
    nodes.add(new ActiveNode("0".repeat(32), node.toString(), "h", "z", 1, 0, 0, Instant.EPOCH));
  }

  /** As a front lists a node that names itself. */
  public void list(URI url, NodeId id) {
    nodes.add(
        new ActiveNode(
            id.hex(),
            url.toString(),
            "h",
            "z",
            1,
            0,
            0,
            Instant.EPOCH,
            NodeHeaders.CURRENT,
            "well"));
  }

  /** What pings are answered with from now on. */
  public void answerPingsWith(int status) {
    pingStatus = status;
  }

  /** What the answers to pings say from now on; 0: nothing, as an older front. */
  public void giveEpoch(long next) {
    epoch = next == 0 ? null : next;
  }

  /** How many pings the answers say were recorded from now on; 0: nothing, as an older front. */
  public void countPings(long next) {
    recorded = next == 0 ? null : next;
  }

  /** What the answers to pings order from now on. */
  public void order(WorkerOrder... next) {
    orders = List.of(next);
  }

  /** The next ping that came in, waiting up to 5 s. */
  public Ping nextPing() throws InterruptedException {
    Ping ping = pings.poll(5, TimeUnit.SECONDS);
    if (ping == null) {
      throw new AssertionError("no ping in 5 s");
    }
    return ping;
  }

  /** The Authorization that came with the first request. */
  public String firstToken() throws InterruptedException {
    return tokens.poll(5, TimeUnit.SECONDS);
  }

  public void forgetPings() {
    pings.clear();
  }

  private void ping(HttpExchange exchange) throws IOException {
    Ping ping = Json.read(exchange.getRequestBody(), MAX_BYTES, Ping.class);
    tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
    if (pingStatus == 200) {
      PingAnswer answer = new PingAnswer(1, false, epoch, recorded, orders);
      send(exchange, 200, "application/json", Json.write(answer));
    } else {
      String slug = pingStatus == 409 ? "conflict" : pingStatus == 410 ? "gone" : "internal";
      Problem problem = new Problem("urn:files:problem:" + slug, "no", pingStatus, "refused");
      send(exchange, pingStatus, Problem.MEDIA_TYPE, Json.write(problem));
    }
    pings.add(ping);
  }

  private void activeNodes(HttpExchange exchange) throws IOException {
    send(exchange, 200, "application/json", Json.write(nodes));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Goes away in the middle of a test. */
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Override
  public void close() {
    stop();
  }
}
