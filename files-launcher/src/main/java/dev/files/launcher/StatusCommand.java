package dev.files.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
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

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  @Option(names = "--json", description = "as a JSON array")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    ClusterState state = new StateFile(data.dir()).read();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? asJson(state) + "\n" : asTable(state));
    out.flush();
    return 0;
  }

  static String asJson(ClusterState state) throws JsonProcessingException {
    ArrayNode array = JSON.createArrayNode();
    for (ServerRecord server : state.servers()) {
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
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }

  private static String asTable(ClusterState state) {
    if (state.servers().isEmpty()) {
      return "No cluster was started here yet, ./files up does that.\n";
    }
    StringBuilder table = new StringBuilder();
    for (ServerRecord server : state.servers()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-10s %-9s %8s  %s%n",
              server.name(),
              label(server),
              server.isAlive() ? server.process().orElseThrow().pid() : "-",
              server.url()));
    }
    return table.toString();
  }

  private static String label(ServerRecord server) {
    return server.state().name().toLowerCase(Locale.ROOT);
  }
}
