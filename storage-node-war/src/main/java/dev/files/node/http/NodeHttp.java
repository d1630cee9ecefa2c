package dev.files.node.http;

import dev.files.node.ping.ActiveNodes;
import dev.files.node.store.DiskChunkStore;
import dev.files.protocol.client.HttpPool;
import dev.files.protocol.security.Secrets;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** What is served where. */
public final class NodeHttp {
  private NodeHttp() {}

  /**
   * Adds the servlets to a context that is being initialized.
   *
   * @param hasPinged whether a front has heard of this node
   */
  public static void install(
      ServletContext context,
      HttpLimits limits,
      Load load,
      DiskChunkStore store,
      Secrets secrets,
      Clock clock,
      HttpPool pool,
      ActiveNodes nodes,
      BooleanSupplier hasPinged) {
    Pace.Terms terms = new Pace.Terms(limits.bytesPerSecond(), limits.patience());
    Admission writes = admission("writes", limits.writes(), limits);
    ChunkReads reads =
        new ChunkReads(
            store,
            admission("reads", limits.reads(), limits),
            admission("downloads", limits.signedReads(), limits));
    context
        .addServlet(
            "chunk",
            new ChunkServlet(
                load,
                terms,
                secrets,
                clock,
                reads,
                new ChunkWrites(store, writes),
                new Copies(store, pool, nodes, writes)))
        .addMapping(ChunkServlet.ROOT, ChunkServlet.ROOT + "/*");
    context
        .addServlet("health", new HealthServlet(load, terms, hasPinged))
        .addMapping(HealthServlet.LIVE, HealthServlet.READY);
    context.addServlet("error", new ErrorServlet()).addMapping(ErrorServlet.PATH);
    context.addServlet("nothing", new NotFoundServlet(load, terms)).addMapping("/");
  }

  private static Admission admission(String work, int places, HttpLimits limits) {
    return new Admission(work, places, places, limits.placeWait());
  }
}
