package dev.files.transfer;

import dev.files.nodes.ActiveNodes;
import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import dev.files.workers.ClientWaits;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What this package gives to the others. */
@ApplicationScoped
class TransferBeans {
  private static final long MIB = 1L << 20;

  /**
   * Of the 192 MiB outside the heap that a front has by default: the server takes 32 MiB for its
   * own buffers, downloads 24, and each thread that writes to a socket up to 128 KiB.
   */
  private static final long UPLOAD_BYTES = 88 * MIB;

  private static final long SCRATCH_BYTES = 4096 * MIB;

  /** As many as there may be connections. */
  private static final int MOST_SCRATCH_FILES = 2048;

  @Resource ManagedScheduledExecutorService scheduler;
  private Optional<ScheduledFuture<?>> beat = Optional.empty();

  @Produces
  @Singleton
  HttpNodeStores stores(Secrets secrets) {
    return new HttpNodeStores(secrets);
  }

  void close(@Disposes HttpNodeStores stores) throws IOException {
    stores.close();
  }

  @Produces
  @Singleton
  ClientWaits waits() {
    return new ClientWaits(NodeCalls.Waits.KINDS, System::nanoTime);
  }

  @Produces
  @Singleton
  NodeCalls calls(NodeStores stores, ActiveNodes nodes, ClientWaits waits) {
    return new NodeCalls(stores, nodes, waits::waited, System::nanoTime);
  }

  @Produces
  @Singleton
  SlabPool uploadMemory(Settings settings) {
    long bytes = settings.number("FILES_UPLOAD_BUFFER_BYTES", UPLOAD_BYTES, 24 * MIB, 1L << 40);
    long scratch = settings.number("FILES_UPLOAD_SCRATCH_BYTES", SCRATCH_BYTES, 0, 1L << 50);
    Path directory =
        Path.of(
            System.getProperty("jboss.server.temp.dir", System.getProperty("java.io.tmpdir")),
            "uploads");
    return new SlabPool(
        PoolLimits.of(bytes),
        new Scratch(directory, scratch, MOST_SCRATCH_FILES),
        System::nanoTime);
  }

  @Produces
  @Singleton
  Ticker ticker() {
    Ticker ticker = new Ticker(System::nanoTime);
    long millis = Ticker.BEAT.toMillis();
    beat =
        Optional.of(
            scheduler.scheduleAtFixedRate(ticker::tick, millis, millis, TimeUnit.MILLISECONDS));
    return ticker;
  }

  void stop(@Disposes Ticker ticker) {
    beat.ifPresent(beating -> beating.cancel(false));
  }
}
