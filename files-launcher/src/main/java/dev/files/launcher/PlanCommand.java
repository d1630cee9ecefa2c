package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "plan",
    description = {
      "Copies that move on purpose, through a front. Without an order: the plans that are open,"
          + " then the latest that ended.",
      "  rebalance    moves copies from fuller nodes to emptier ones",
      "  drain        empties the node with this id, as ./files node drain does",
      "  maintenance  lets the node with this id be silent for a while, without being lost",
      "  pause        stops the plan with this id until it is resumed, also over a restart",
      "  resume       lets it go on",
      "  cancel       ends it; what has moved stays where it is"
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String PATH = "/admin/plans";

  private static final Set<Order> STARTING =
      EnumSet.of(Order.REBALANCE, Order.DRAIN, Order.MAINTENANCE);

  @Spec CommandSpec spec;
  @Mixin FrontOption front;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "rebalance|drain|maintenance|pause|resume|cancel",
      defaultValue = "show")
  Order order;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID")
  Optional<String> id = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "how long maintenance may last: 2h, 1d12h, PT30M")
  Optional<String> length = Optional.empty();

  @Option(names = "--preview", description = "only tells what would move, and how long it takes")
  boolean preview;

  @Option(names = "--wait", description = "return when the plan has ended; show how far it is")
  boolean wait;

  @Option(names = "--json", description = "as JSON")
  boolean json;

  enum Order {
    SHOW,
    REBALANCE,
    DRAIN,
    MAINTENANCE,
    PAUSE,
    RESUME,
    CANCEL
  }

  @Override
  public void run() {
    check();
    Administration administration = front.administration();
    switch (order) {
      case SHOW -> show(administration);
      case REBALANCE, DRAIN, MAINTENANCE -> start(administration);
      case PAUSE, RESUME, CANCEL -> tell(order(administration));
    }
  }

  private void check() {
    boolean starts = STARTING.contains(order);
    boolean named = order != Order.SHOW && order != Order.REBALANCE;
    if (named && id.isEmpty()) {
      throw wrong(word() + " needs the id of a " + (starts ? "node" : "plan"));
    }
    if (!named && id.isPresent()) {
      throw wrong("an id goes with drain, maintenance, pause, resume and cancel");
    }
    if (length.isPresent() != (order == Order.MAINTENANCE)) {
      throw wrong("--for goes with maintenance, which needs it");
    }
    if (preview && !starts) {
      throw wrong("--preview goes with rebalance, drain and maintenance");
    }
    if (wait && (preview || !starts || order == Order.MAINTENANCE)) {
      throw wrong("--wait goes with rebalance and drain, not with --preview");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private String word() {
    return order.name().toLowerCase(Locale.ROOT);
  }

  private void show(Administration administration) {
    JsonNode plans = administration.get(PATH).path("plans");
    if (json) {
      print(plans.toPrettyString());
    } else if (plans.isEmpty()) {
      print("There was no plan yet; ./files plan rebalance --preview tells what one would move.");
    } else {
      plans.forEach(plan -> print(new PlanReport(plan).toString()));
    }
  }

  private void start(Administration administration) {
    ObjectNode body = JSON.createObjectNode().put("kind", word());
    id.ifPresent(node -> body.put("node", node));
    length.ifPresent(text -> body.put("until", until(text)));
    if (preview) {
      body.put("preview", true);
    }
    PlanReport plan =
        new PlanReport(administration.order("POST", PATH, Optional.of(body.toString())));
    tell(wait ? awaitEnd(administration, plan) : plan);
  }

  private String until(String text) {
    return Durations.fromNow(text)
        .orElseThrow(() -> wrong("--for must be like 2h, 1d12h or PT30M, not \"" + text + "\""))
        .toString();
  }

  private PlanReport order(Administration administration) {
    String path = PATH + "/" + id.orElseThrow() + "/" + word();
    return new PlanReport(administration.order("POST", path, Optional.empty()));
  }

  private PlanReport awaitEnd(Administration administration, PlanReport begun) {
    PlanReport last = begun;
    while (last.isOpen()) {
      Walk.progress(last.toString());
      Deadline.in(LOOK).pause(LOOK);
      last = new PlanReport(administration.get(PATH + "/" + last.id()));
    }
    Walk.progress("");
    return last;
  }

  private void tell(PlanReport plan) {
    print(json ? plan.json().toPrettyString() : plan.toString());
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
