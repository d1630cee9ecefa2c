package dev.files.node;

import dev.files.node.http.HttpLimits;
import dev.files.node.http.NodeEdge;
import dev.files.node.store.ChunkRead;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.client.HttpChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.client.HttpPoolSettings;
import dev.files.protocol.config.NodeUrls;
import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A whole node on a real socket: the server's own Undertow, the real servlets, a real disk. */
public final class NodeUnderTest implements AutoCloseable {
  public static final String SECRET = "a secret that only the tests know";
  public static final Secrets SECRETS = new Secrets(List.of(SECRET));

  /** Some that never stand in a test's way. */
  public static final HttpLimits LIMITS = new HttpLimits(16, 16, 16, Duration.ofSeconds(5));

  private final Path data;
  private final FrontUnderTest front;
  private final HttpPool pool =
      new HttpPool(HttpPoolSettings.of("test").withSocketTimeout(Duration.ofSeconds(20)), SECRETS);
  private final Undertow server;
  private final DeploymentManager deployment;
  private StorageNode node;

  public NodeUnderTest(Path data, HttpLimits limits) throws IOException {
    this(data, limits, OptionalLong.empty());
  }

  public NodeUnderTest(Path data, HttpLimits limits, OptionalLong capacity) throws IOException {
    this(data, limits, capacity, Optional.empty(), Map.of());
  }

  /** With TLS as a second listener when there is a context for it. */
  public NodeUnderTest(
      Path data,
      HttpLimits limits,
      OptionalLong capacity,
      Optional<SSLContext> tls,
      Map<String, String> rates)
      throws IOException {
    this(data, limits, capacity, tls, rates, 200);
    awaitAccepted();
  }

  /** One whose front answers its pings with this status. */
  public static NodeUnderTest refused(Path data, int status) throws IOException {
    return new NodeUnderTest(
        data, LIMITS, OptionalLong.empty(), Optional.empty(), Map.of(), status);
  }

  private NodeUnderTest(
      Path data,
      HttpLimits limits,
      OptionalLong capacity,
      Optional<SSLContext> tls,
      Map<String, String> rates,
      int pingStatus)
      throws IOException {
    this.data = data;
    this.front = new FrontUnderTest();
    front.answerPingsWith(pingStatus);
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(getClass().getClassLoader())
            .setContextPath("/")
            .setDeploymentName("node")
            .addServletExtension(new NodeEdge(new Settings(rates), limits))
            .addErrorPage(new ErrorPage("/error"))
            .addListener(
                new ListenerInfo(
                    Start.class, () -> new ImmediateInstanceHandle<>(new Start(capacity))));
    deployment = Servlets.defaultContainer().addDeployment(info);
    deployment.deploy();
    try {
      Undertow.Builder builder =
          Undertow.builder()
              .addHttpListener(0, "127.0.0.1")
              .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 2 * ChunkStore.MAX_CHUNK_BYTES)
              .setWorkerThreads(64)
              .setHandler(deployment.start());
      tls.ifPresent(context -> builder.addHttpsListener(0, "127.0.0.1", context));
      server = builder.build();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    server.start();
    front.list(url());
  }

  /** A node serves nothing before a front has accepted it. */
  private void awaitAccepted() {
    for (int tries = 0; tries < 1000 && !node.hasPinged(); tries++) {
      LockSupport.parkNanos(10_000_000);
    }
    if (!node.hasPinged()) {
      throw new AssertionError("no front has accepted the node in 10 s");
    }
  }

  private final class Start implements ServletContextListener {
    private final OptionalLong capacity;

    Start(OptionalLong capacity) {
      this.capacity = capacity;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      NodeSettings settings =
          new NodeSettings(
              data,
              List.of(front.url()),
              URI.create("http://node.invalid:1"),
              URI.create("http://public.invalid:2"),
              "host",
              "zone",
              capacity,
              OptionalLong.of(0),
              SECRETS,
              Duration.ofDays(7),
              Duration.ofSeconds(10),
              NodeUrls.of(new Settings(Map.of()), List.of(front.url())));
      try {
        node = StorageNode.start(settings, "1.2.3", event.getServletContext());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      node.close();
    }
  }

  public int port() {
    return port(0);
  }

  private int port(int listener) {
    return ((InetSocketAddress) server.getListenerInfo().get(listener).getAddress()).getPort();
  }

  /** Of the listener with TLS. */
  public URI tlsUrl() {
    return URI.create("https://127.0.0.1:" + port(1));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public URI at(String path) {
    return URI.create(url() + path);
  }

  public FrontUnderTest front() {
    return front;
  }

  public StorageNode node() {
    return node;
  }

  /** Waits until no request is being served any more. */
  public void awaitIdle() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    CountDownLatch never = new CountDownLatch(1);
    while (node.inFlight() > 0) {
      if (System.nanoTime() > deadline || never.await(10, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(node.inFlight() + " requests are still being served");
      }
    }
  }

  public DiskChunkStore disk() {
    return node.store();
  }

  public HttpChunkStore http() {
    return new HttpChunkStore(pool, url());
  }

  public HttpPool pool() {
    return pool;
  }

  /** Flips a bit of a stored chunk in its file. */
  public void damage(ChunkId id, long offset) throws IOException {
    try (ChunkRead chunk = disk().open(id).orElseThrow();
        Stream<Path> files = Files.walk(data)) {
      long position = chunk.position(0);
      ByteBuffer wanted = read(chunk.channel(), position);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          if (read(channel, position).equals(wanted)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position + offset);
            one.put(0, (byte) (one.get(0) ^ 4)).flip();
            channel.write(one, position + offset);
            return;
          }
        }
      }
    }
    throw new AssertionError("no file holds " + id);
  }

  private static ByteBuffer read(FileChannel channel, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    channel.read(bytes, position);
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    pool.close();
    try {
      deployment.stop();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    deployment.undeploy();
    server.stop();
    front.close();
  }

  /** What a map of settings should hold for a node to start. */
  public static Map<String, String> settings(Path data) {
    return Map.of(
        "FILES_SECRET",
        SECRET,
        "FILES_NODE_DATA",
        data.toString(),
        "FILES_NODE_URL",
        "http://127.0.0.1:8180",
        "FILES_FRONT_URLS",
        "http://127.0.0.1:8080, http://127.0.0.1:8081/");
  }
}
