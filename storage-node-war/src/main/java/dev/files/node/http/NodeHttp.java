package dev.files.node.http;

import dev.files.http.Traffic;
import dev.files.node.ping.CopySources;
import dev.files.node.store.DiskChunkStore;
import dev.files.node.upkeep.UpkeepLoop;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.security.Secrets;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What is served where. */
public final class NodeHttp {
  private NodeHttp() {}

  /**
   * Adds the servlets to a context that is being initialized.
   *
   * @param identity who the node says that it is
   * @param hasPinged whether a front has heard of this node
   * @param upkeep the workers of the store
   */
  public static void install(
      ServletContext context,
      Load load,
      DiskChunkStore store,
      Identity identity,
      Secrets secrets,
      Clock clock,
      HttpPool pool,
      CopySources nodes,
      BooleanSupplier hasPinged,
      List<UpkeepLoop> upkeep) {
    add(
        context,
        "chunk",
        new ChunkServlet(
            load,
            identity,
            secrets,
            clock,
            new ChunkReads(store),
            new ChunkWrites(store),
            new Copies(store, pool, nodes)),
        ChunkServlet.ROOT,
        ChunkServlet.ROOT + "/*");
    add(
        context,
        "health",
        new HealthServlet(load, hasPinged, store::unwell, store::usage),
        HealthServlet.LIVE,
        HealthServlet.READY);
    add(
        context,
        "metrics",
        new MetricsServlet(load, secrets, Traffic.of(context), store, upkeep),
        MetricsServlet.PATH);
    add(context, "error", new ErrorServlet(), ErrorServlet.PATH);
    add(context, "nothing", new NotFoundServlet(load), "/");
  }

  private static void add(
      ServletContext context, String name, HttpServlet servlet, String... paths) {
    ServletRegistration.Dynamic added = context.addServlet(name, servlet);
    added.setAsyncSupported(true);
    added.addMapping(paths);
  }
}
