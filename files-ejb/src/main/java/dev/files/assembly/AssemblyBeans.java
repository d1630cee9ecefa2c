package dev.files.assembly;

import dev.files.database.Database;
import dev.files.metadata.ContentMap;
import dev.files.metadata.UploadLedger;
import dev.files.nodes.ActiveNodes;
import dev.files.placement.Placement;
import dev.files.protocol.http.Trace;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Random;

/** What this package gives to the others and to the timers. */
@ApplicationScoped
class AssemblyBeans {
  @Resource ManagedExecutorService executor;

  @Produces
  @Singleton
  FileAssembly assembly(
      Database database,
      UploadLedger ledger,
      ActiveNodes nodes,
      NodeCalls calls,
      FrontSettings settings) {
    return new NodeAssembly(
        database,
        ledger,
        nodes,
        calls,
        new Placement(new Random()),
        Trace.carrying(executor),
        settings,
        System::nanoTime);
  }

  @Produces
  @Singleton
  DigestFill digestFill(
      Database database,
      ContentMap contents,
      ActiveNodes nodes,
      NodeCalls calls,
      FrontSettings settings) {
    return new DigestFill(
        database, contents, nodes, calls, settings.collectInterval(), System::nanoTime);
  }
}
