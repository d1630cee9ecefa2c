package dev.files.node;

import dev.files.node.http.Identity;
import dev.files.node.http.Load;
import dev.files.node.http.NodeHttp;
import dev.files.node.log.StoreConfig;
import dev.files.node.ping.CopySources;
import dev.files.node.ping.Fronts;
import dev.files.node.ping.NodeIdentity;
import dev.files.node.ping.PingCount;
import dev.files.node.ping.PingLoop;
import dev.files.node.store.DiskChunkStore;
import dev.files.node.store.StoreUsage;
import dev.files.node.upkeep.Pace;
import dev.files.node.upkeep.UpkeepLoop;
import dev.files.protocol.ChunkId;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.client.HttpPoolSettings;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.protocol.messages.WorkerReport;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** A running node: the store, what is served of it, and what goes on behind. */
public final class StorageNode implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StorageNode.class);

  /** How long requests that are being served may take to end when the server goes down. */
  private static final Duration DRAIN_WAIT = Duration.ofSeconds(10);

  /** Copies from other nodes: fewer than the writes, each of which may be one. */
  private static final int CONNECTIONS = 64;

  private static final int CONNECTIONS_PER_SERVER = 32;

  /** Nobody is there to be disturbed on an idle node; beside clients only short room is urgent. */
  private static final Pace COMPACTION =
      new Pace(Pace.UNBOUNDED, 8 << 20, 64 << 20, Duration.ofSeconds(5));

  /**
   * Faster when that is not enough for the period; a small node rests for an hour between rounds.
   */
  private static final Pace SCRUB = new Pace(4 << 20, 512 << 10, 512 << 10, Duration.ofHours(1));

  /** A store that failed is tried again so soon. */
  private static final Pace MENDING =
      new Pace(Pace.UNBOUNDED, Pace.UNBOUNDED, Pace.UNBOUNDED, Duration.ofSeconds(5));

  private final Load load = new Load();
  private final NodeId id;
  private final DirectoryId directory;
  private final DiskChunkStore store;
  private final HttpPool pool;
  private final PingLoop ping;
  private final PingCount pings;
  private final List<UpkeepLoop> upkeep;

  private StorageNode(NodeSettings settings, String version, ServletContext context)
      throws IOException {
    SecureRandom random = new SecureRandom();
    this.id = NodeIdentity.of(settings.data(), random);
    this.pings = new PingCount(settings.data());
    this.store = DiskChunkStore.open(storeConfig(settings));
    this.directory = NodeIdentity.ofData(chunks(settings), random);
    this.pool =
        new HttpPool(
            HttpPoolSettings.of("files-node/" + version)
                .withConnections(CONNECTIONS, CONNECTIONS_PER_SERVER)
                .withSocketTimeout(settings.socketTimeout()),
            settings.secrets());
    Fronts fronts = new Fronts(pool, settings.fronts());
    String instance = NodeIdentity.instance(random);
    this.ping = new PingLoop(fronts, () -> newPing(settings, version, instance), this::heard);
    this.upkeep =
        List.of(
            new UpkeepLoop(store.compaction(), COMPACTION, () -> load.inFlight() > 0),
            new UpkeepLoop(store.mending(), MENDING, () -> load.inFlight() > 0),
            new UpkeepLoop(
                store.scrubber(),
                () -> SCRUB.atLeast(store.scrubber().neededBytesPerSecond(settings.scrub())),
                () -> load.inFlight() > 0));
    NodeHttp.install(
        context,
        load,
        store,
        new Identity(id, directory, ping::isRegistered),
        settings.secrets(),
        Clock.systemUTC(),
        pool,
        new CopySources(fronts, settings.nodeUrls(), System::nanoTime),
        ping::hasPinged,
        upkeep);
  }

  /**
   * Opens the store, adds the servlets to the context and begins to ping.
   *
   * @throws IOException when the data directory cannot be used
   */
  public static StorageNode start(NodeSettings settings, String version, ServletContext context)
      throws IOException {
    StorageNode node = new StorageNode(settings, version, context);
    node.ping.start();
    node.upkeep.forEach(UpkeepLoop::start);
    LOG.infof("Storage node %s, version %s, serves %s", node.id, version, settings.data());
    return node;
  }

  public NodeId id() {
    return id;
  }

  int inFlight() {
    return load.inFlight();
  }

  boolean hasPinged() {
    return ping.hasPinged();
  }

  public DirectoryId directory() {
    return directory;
  }

  DiskChunkStore store() {
    return store;
  }

  private static Path chunks(NodeSettings settings) {
    return settings.data().resolve("chunks");
  }

  private static StoreConfig storeConfig(NodeSettings settings) {
    StoreConfig config = StoreConfig.of(chunks(settings));
    return config.withCapacity(
        settings.capacityBytes().orElse(config.capacityBytes()), settings.reserveBytes());
  }

  /** An epoch is said with every answer; raising twice to one changes nothing. */
  private void heard(PingAnswer answer) {
    long epoch = answer.epoch() == null ? 0 : answer.epoch();
    if (epoch > 0) {
      store.raiseGeneration(Generation.floorOf(epoch));
    }
    pings.hear(answer.pings() == null ? 0 : answer.pings());
    if (answer.workers() != null) {
      upkeep.forEach(loop -> loop.set(setting(loop.name(), answer.workers())));
    }
  }

  private static UpkeepLoop.Setting setting(String worker, List<WorkerOrder> orders) {
    return orders.stream()
        .filter(order -> worker.equals(order.name()) && order.pace() > 0 && order.pace() <= 1)
        .findFirst()
        .map(order -> new UpkeepLoop.Setting(order.paused(), order.pace()))
        .orElse(UpkeepLoop.Setting.USUAL);
  }

  private static WorkerReport report(UpkeepLoop.Progress progress) {
    return new WorkerReport(
        progress.name(),
        progress.running(),
        progress.paused(),
        progress.steps(),
        progress.bytes(),
        progress.lastError().orElse(null));
  }

  private Ping newPing(NodeSettings settings, String version, String instance) {
    StoreUsage usage = store.usage();
    return new Ping(
        id.hex(),
        instance,
        settings.url().toString(),
        settings.publicUrl().toString(),
        settings.host(),
        settings.zone(),
        usage.capacityBytes(),
        usage.usedBytes(),
        load.inFlight(),
        version,
        store.takeCorrupt(Ping.MAX_CORRUPT).stream().map(ChunkId::toString).toList(),
        directory.hex(),
        NodeHeaders.CURRENT,
        usage.writableBytes(),
        store.unwell().isPresent() ? Ping.UNWELL : "well",
        pings.heard(),
        upkeep.stream().map(UpkeepLoop::progress).map(StorageNode::report).toList());
  }

  @Override
  public void close() {
    ping.close();
    upkeep.forEach(UpkeepLoop::close);
    if (!load.drain(DRAIN_WAIT)) {
      LOG.warn("Requests were still being served when the store was closed");
    }
    try {
      pool.close();
      store.close();
    } catch (IOException e) {
      LOG.error("The store was not closed cleanly; it repairs itself at the next start", e);
    }
  }
}
