package dev.files.balancer;

import dev.files.http.Edge;
import dev.files.http.Lane;
import dev.files.http.RequestHead;
import dev.files.http.Route;
import dev.files.protocol.config.Settings;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import java.time.Duration;

/**
 * Passes on what the edge lets in: a front must not be the first that looks at how a request is
 * framed, or the two could see different requests in the same bytes.
 */
public final class BalancerEdge extends Edge {
  /** A request has a thread for a moment: bytes move on the threads of the sockets. */
  private static final int THREADS = 32;

  private static final int LONGEST_LINE = 2048;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Settings settings;
  private final Route passed =
      route("passed on", new Lane("requests", THREADS, LONGEST_LINE, LONGEST_WAIT));

  /** With what the environment sets. */
  public BalancerEdge() {
    this(Settings.ofEnvironment());
  }

  BalancerEdge(Settings settings) {
    super(settings);
    this.settings = settings;
  }

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    Balancer balancer = Balancer.of(settings);
    deployment.addListener(
        new ListenerInfo(Balancer.class, new ImmediateInstanceFactory<>(balancer)));
    deployment.addInitialHandlerChainWrapper(next -> balancer.handler());
    // Added last, it stands before that one.
    super.handleDeployment(deployment, context);
  }

  @Override
  protected Route route(RequestHead head) {
    return passed;
  }
}
