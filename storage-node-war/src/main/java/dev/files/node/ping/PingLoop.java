package dev.files.node.ping;

import dev.files.node.upkeep.Loop;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Pings until it is closed, whatever happens: a node that stopped would be taken for lost. The
 * answer says when the next one is due; after a failure it is soon.
 */
public final class PingLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PingLoop.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int MAX_INTERVAL_SECONDS = 60;

  /** Servers that start together wait for each other so long; more is worth a warning. */
  private static final int PATIENT_FAILURES = 30;

  private static final Duration STOP_WAIT = Duration.ofSeconds(2);

  private final Fronts fronts;
  private final Supplier<Ping> ping;
  private final Loop loop;
  private final Consumer<PingAnswer> heard;
  private volatile boolean hasPinged;
  private volatile boolean isRegistered;

  /** Written by the loop's thread alone: the last trouble, so that it is logged once. */
  private String trouble = "";

  private int failures;

  /**
   * @param ping made anew for each ping
   * @param heard does what an answer asks for, before the node counts as registered
   */
  public PingLoop(Fronts fronts, Supplier<Ping> ping, Consumer<PingAnswer> heard) {
    this.heard = heard;
    this.fronts = fronts;
    this.ping = ping;
    this.loop = new Loop("files-ping", this::step, STOP_WAIT);
  }

  public void start() {
    loop.start();
  }

  /** Whether a front has answered since the start. */
  public boolean hasPinged() {
    return hasPinged;
  }

  /** Whether a front took this process for its node, and has not found another one since. */
  public boolean isRegistered() {
    return isRegistered;
  }

  /** Pings once and says how long to pause. */
  Duration step() {
    try {
      PingAnswer answer = fronts.ask(front -> front.ping(ping.get()));
      heard.accept(answer);
      hasPinged = true;
      isRegistered = true;
      recovered();
      return Duration.ofSeconds(
          Math.max(1, Math.min(answer.intervalSeconds(), MAX_INTERVAL_SECONDS)));
    } catch (FilesException e) {
      // Two processes with one id: which of them has the chunks of that id nobody can tell. And
      // what a retired node has is nobody's any more.
      isRegistered &= e.type() != ProblemType.CONFLICT && e.type() != ProblemType.GONE;
      refused(
          e.type() == ProblemType.CONFLICT
              ? "Another living node has this node's id; was its data directory copied? The front"
                  + " says: "
                  + e.getMessage()
              : "The front refuses this node: " + e.getMessage());
    } catch (IOException e) {
      unreachable(e.getMessage());
    } catch (Throwable e) {
      LOG.error("A ping failed; the next one follows", e);
    }
    return AFTER_FAILURE;
  }

  private void refused(String reason) {
    if (!reason.equals(trouble)) {
      trouble = reason;
      LOG.errorf("Not registered with a front: %s", reason);
    }
  }

  private void unreachable(String reason) {
    failures++;
    trouble = reason;
    if (failures == 1) {
      LOG.infof("No front answers yet, trying on: %s", reason);
    } else if (failures == PATIENT_FAILURES) {
      LOG.warnf("No front has answered for %d tries: %s", failures, reason);
    }
  }

  private void recovered() {
    if (!trouble.isEmpty()) {
      trouble = "";
      failures = 0;
      LOG.info("Registered with a front");
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
