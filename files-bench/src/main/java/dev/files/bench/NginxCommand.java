package dev.files.bench;

import dev.files.bench.nginx.NginxServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** nginx in the foreground. */
@Command(
    name = "nginx",
    description = "Runs an nginx that takes PUT (WebDAV) and GET; Ctrl-C stops it.",
    mixinStandardHelpOptions = true)
final class NginxCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      required = true,
      description = "Directory for its files, on the same disk as the store to compare with.")
  Path directory;

  @Option(names = "--port", defaultValue = "8099", description = "Port on 127.0.0.1 (8099).")
  int port;

  @Override
  public Integer call() throws Exception {
    NginxServer server = NginxServer.start(directory, port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    spec.commandLine().getOut().println("pid " + server.pid());
    spec.commandLine().getOut().println("url " + server.base());
    spec.commandLine().getOut().flush();
    return server.awaitEnd();
  }
}
