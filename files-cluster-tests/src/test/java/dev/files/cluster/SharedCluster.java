package dev.files.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one cluster that they share: two fronts, three nodes. It is started at first use
 * and stopped at the end. What a test that failed has left dead is started again, so that the next
 * ones tell of themselves.
 */
final class SharedCluster implements ParameterResolver, AfterTestExecutionCallback {
  private record Running(Cluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Running running = store(context).get(Running.class, Running.class);
    if (running != null && context.getExecutionException().isPresent()) {
      running.cluster().startWhatIsDown();
    }
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedCluster.class));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(Running.class, key -> start(), Running.class)
        .cluster();
  }

  private static Running start() {
    try {
      // A front that was killed in an upload leaves a lease that must lapse: not after minutes.
      return new Running(
          Cluster.start(
              Cluster.Plan.named("shared", 10_000).fronts(2).with("FILES_LEASE_SECONDS", "60")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
