package dev.files.bench.nginx;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running nginx; closing stops it. */
public final class NginxServer implements Closeable {
  /** One for each core of the machines that the goals are for. */
  private static final int WORKERS = 2;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final long ASK_AGAIN_MILLIS = 50;

  private final Process process;
  private final URI base;

  private NginxServer(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  /**
   * Writes the configuration below {@code directory}, starts nginx and waits until it listens.
   *
   * @throws IOException with the line that installs nginx, when there is none
   */
  public static NginxServer start(Path directory, int port)
      throws IOException, InterruptedException {
    Path binary =
        find()
            .orElseThrow(
                () -> new IOException("no nginx here; install it: apt-get install -y nginx-light"));
    NginxConf conf =
        new NginxConf(directory, port, WORKERS, "root".equals(System.getProperty("user.name")));
    Files.createDirectories(directory.resolve("files"));
    Files.createDirectories(directory.resolve("tmp"));
    Files.writeString(conf.file(), conf.text());
    Path prefix = directory.toAbsolutePath();
    Process process =
        new ProcessBuilder(
                List.of(
                    binary.toString(),
                    "-p",
                    prefix.toString(),
                    "-c",
                    conf.file().toAbsolutePath().toString(),
                    "-e",
                    "stderr"))
            .inheritIO()
            .start();
    NginxServer server = new NginxServer(process, URI.create("http://127.0.0.1:" + port + "/"));
    try {
      server.awaitPort(port);
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    // Debian keeps it where an ordinary user's PATH does not lead.
    return Stream.concat(
            Stream.of(path.split(":")).filter(directory -> !directory.isEmpty()),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void awaitPort(int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.waitFor(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("nginx ended with " + process.exitValue());
      }
      try (SocketChannel channel = SocketChannel.open()) {
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        // Not yet.
      }
    }
    throw new IOException("nginx does not listen on port " + port + " after " + START_TIMEOUT);
  }

  /** The master: its workers are its children. */
  public long pid() {
    return process.pid();
  }

  public URI base() {
    return base;
  }

  /** Waits until it ends by itself. */
  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
