package dev.files.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "node",
    description = {
      "Starts, stops or kills the process of a storage node; adds a node; or gives an order about"
          + " one, which every front knows at once:",
      "  drain        its chunks are copied to other nodes, then its copies go",
      "  maintenance  it may be silent for a DURATION (2h, 1d12h, PT30M) without being lost",
      "  activate     ends drain and maintenance",
      "  lost         it is silent and will not come back soon: its copies are made elsewhere now",
      "  retire       its life ends, once other nodes have all that it has"
    },
    mixinStandardHelpOptions = true)
final class NodeCommand extends ServerCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long a drain is waited for while no front answers: one may be restarting. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Parameters(
      index = "0",
      paramLabel = "start|stop|kill|add|drain|maintenance|activate|lost|retire")
  Order order;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", defaultValue = "")
  String name;

  @Parameters(index = "2", arity = "0..1", paramLabel = "DURATION")
  Optional<String> duration = Optional.empty();

  @Option(
      names = "--wait",
      description = "with drain: return when the node is safe to remove; show what is left")
  boolean wait;

  enum Order {
    START,
    STOP,
    KILL,
    ADD,
    DRAIN,
    MAINTENANCE,
    ACTIVATE,
    LOST,
    RETIRE
  }

  NodeCommand() {
    super(Role.NODE);
  }

  @Override
  public void run() {
    check();
    switch (order) {
      case START -> act(Action.START, name);
      case STOP -> act(Action.STOP, name);
      case KILL -> act(Action.KILL, name);
      case ADD -> add();
      case DRAIN -> drain();
      case MAINTENANCE -> maintain();
      case ACTIVATE -> order("POST", "/activate", Optional.empty());
      case LOST -> order("POST", "/lost", Optional.empty());
      case RETIRE -> retire();
    }
  }

  private void check() {
    if (wait && order != Order.DRAIN) {
      throw wrong("--wait goes with drain");
    }
    if (duration.isPresent() != (order == Order.MAINTENANCE)) {
      throw wrong(
          duration.isPresent()
              ? "a duration goes with maintenance"
              : "maintenance needs a duration, such as 2h");
    }
    if (order == Order.ADD && !name.isEmpty()) {
      throw wrong("a node that is added gets the next name");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void add() {
    Cluster cluster = cluster();
    ServerRecord node = cluster.addNode(System.getenv());
    print(node.name() + " is ready at " + node.url());
  }

  private void maintain() {
    String length = duration.orElseThrow();
    Instant until =
        Durations.fromNow(length)
            .orElseThrow(
                () -> wrong("DURATION must be like 2h, 1d12h or PT30M, not \"" + length + "\""));
    order("POST", "/maintenance", Optional.of("{\"until\":\"" + until + "\"}"));
  }

  private void retire() {
    Cluster cluster = cluster();
    order("DELETE", "", Optional.empty());
    cluster.retire(name);
    print(
        (server().isAlive() ? "Stop it with ./files node stop " + name + "; then " : "")
            + data.dir().server(name)
            + " can be deleted");
  }

  private void drain() {
    NodeReport node = order("POST", "/drain", Optional.empty());
    if (wait) {
      awaitDrained(node);
    }
  }

  private NodeReport order(String method, String path, Optional<String> json) {
    ServerRecord server = server();
    Administration administration = administration();
    NodeReport node = administration.order(method, administration.node(server), path, json);
    tell(node);
    return node;
  }

  private void awaitDrained(NodeReport ordered) {
    NodeReport last = ordered;
    Deadline patience = Deadline.in(PATIENCE);
    while (!last.safeToRemove()) {
      if (last.state().equals("active")) {
        throw new LauncherException(name + " is not drained any more: somebody activated it");
      }
      Deadline.in(LOOK).pause(LOOK);
      try {
        NodeReport now = administration().node(server());
        if (now.chunks() != last.chunks()) {
          Progress.toPeople().say(name + ": " + now.chunks() + " chunks left");
        }
        last = now;
        patience = Deadline.in(PATIENCE);
      } catch (LauncherException e) {
        if (patience.isOver()) {
          throw e;
        }
      }
    }
    tell(last);
  }

  private ServerRecord server() {
    return cluster().state().server(serverName(name));
  }

  private Administration administration() {
    ClusterState state = cluster().state();
    return new Administration(data.dir(), state, state.variables(System.getenv()));
  }

  private void tell(NodeReport node) {
    print(name + " is " + node.state() + ". " + node.reason());
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
