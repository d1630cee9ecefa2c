package dev.files.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = "Shows every server, stopped ones too.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEBIBYTE = 1L << 20;

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  @Option(names = "--json", description = "as a JSON array")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    ClusterState state = new StateFile(data.dir()).read();
    List<ServerStatus> servers =
        ServerStatus.all(data.dir(), state, state.variables(System.getenv()));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? asJson(servers) + "\n" : asTable(servers));
    out.flush();
    return 0;
  }

  static String asJson(List<ServerStatus> servers) throws JsonProcessingException {
    ArrayNode array = JSON.createArrayNode();
    for (ServerStatus status : servers) {
      ServerRecord server = status.server();
      ObjectNode node = array.addObject();
      node.put("role", server.role().label());
      node.put("name", server.name());
      if (server.isAlive()) {
        node.put("pid", server.process().orElseThrow().pid());
      } else {
        node.putNull("pid");
      }
      node.put("url", server.url());
      node.put("state", label(server));
      node.put("ready", status.ready());
      node.put("data", status.data().toString());
      if (!status.problems().isEmpty()) {
        status.problems().forEach(node.putArray("problems")::add);
      }
      status
          .node()
          .ifPresent(
              report -> {
                node.put("nodeState", report.state());
                node.put("chunks", report.chunks());
                node.put("usedBytes", report.usedBytes());
                node.put("capacityBytes", report.capacityBytes());
                node.put("safeToRemove", report.safeToRemove());
              });
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }

  private static String asTable(List<ServerStatus> servers) {
    if (servers.isEmpty()) {
      return "No cluster was started here yet, ./files up does that.\n";
    }
    StringBuilder table = new StringBuilder();
    for (ServerStatus status : servers) {
      ServerRecord server = status.server();
      table.append(
          String.format(
              Locale.ROOT,
              "%-10s %-9s %8s  %-34s %-9s %s%s%n",
              server.name(),
              label(server),
              server.isAlive() ? server.process().orElseThrow().pid() : "-",
              server.url(),
              status.ready() ? "ready" : server.isAlive() ? "not ready" : "-",
              status.data(),
              status.node().map(StatusCommand::fill).orElse("")));
    }
    for (ServerStatus status : servers) {
      status
          .problems()
          .forEach(
              problem ->
                  table.append(status.server().name()).append(": ").append(problem).append('\n'));
    }
    return table.toString();
  }

  private static String fill(NodeReport node) {
    return String.format(
        Locale.ROOT,
        "  %s, %d chunks, %d of %d MiB",
        node.state(),
        node.chunks(),
        node.usedBytes() / MEBIBYTE,
        node.capacityBytes() / MEBIBYTE);
  }

  private static String label(ServerRecord server) {
    return server.state().name().toLowerCase(Locale.ROOT);
  }
}
