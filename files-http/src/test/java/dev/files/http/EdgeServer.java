package dev.files.http;

import dev.files.protocol.config.Settings;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A real Undertow on loopback with one servlet behind our edge. */
final class EdgeServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** What the servlet does. */
  @FunctionalInterface
  interface Service {
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }

  private final Undertow server;
  final Lane lane;
  final Lane control = new Lane("control calls", 2, 10, Duration.ofSeconds(5));

  EdgeServer(int threads, Map<String, String> settings, Service service) throws Exception {
    lane = new Lane("transfers", threads, 2000, Duration.ofSeconds(5));
    Edge edge =
        new Edge(new Settings(settings)) {
          private final Route calls = route("control", control);
          private final Route transfers = route("transfer", lane);
          private final Route large = route("large transfer", lane);

          @Override
          protected Route route(RequestHead head) {
            if (head.isUnder("/control")) {
              return calls;
            }
            return head.contentLength() > 1 << 20 ? large : transfers;
          }
        };
    ServletInfo servlet =
        Servlets.servlet("it", HttpServlet.class, new ImmediateInstanceFactory<>(new It(service)))
            .addMapping("/*")
            .setAsyncSupported(true);
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(EdgeServer.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("edge")
            .addServletExtension(edge)
            .addServlet(servlet);
    DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
    manager.deploy();
    server =
        Undertow.builder()
            .setIoThreads(2)
            .setWorkerThreads(16)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .addHttpListener(0, "127.0.0.1", manager.start())
            .build();
    server.start();
  }

  private static final class It extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Service service;

    It(Service service) {
      this.service = service;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        service.serve(request, response);
      } catch (IOException | RuntimeException e) {
        Answers.refuse(Exchange.current(), response, e);
      }
      Answers.finish(request, response);
    }
  }

  int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Sends all and reads until the server closes. */
  String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return rest(socket);
    }
  }

  static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** One answer whose Content-Length is given. */
  static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head.toString();
      }
      head.append((char) b);
    }
    String length =
        head.toString()
            .lines()
            .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
            .map(line -> line.substring(15).strip())
            .findFirst()
            .orElse("0");
    return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    server.stop();
  }
}
