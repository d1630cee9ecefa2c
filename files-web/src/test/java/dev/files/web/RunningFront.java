package dev.files.web;

import dev.files.http.CrossOrigin;
import dev.files.protocol.config.Settings;
import dev.files.protocol.security.Secrets;
import dev.files.settings.AdminToken;
import dev.files.settings.FrontSettings;
import dev.files.settings.ServerName;
import dev.files.web.admin.AdminPageServlet;
import dev.files.web.admin.AdminResource;
import dev.files.web.admin.DeadLetterResource;
import dev.files.web.admin.EventServlet;
import dev.files.web.admin.MetricsResource;
import dev.files.web.admin.PlanResource;
import dev.files.web.admin.RepairResource;
import dev.files.web.admin.SessionResource;
import dev.files.web.admin.WorkerResource;
import dev.files.web.download.DownloadServlet;
import dev.files.web.file.FileJson;
import dev.files.web.file.FileListResource;
import dev.files.web.file.FileResource;
import dev.files.web.http.Bearer;
import dev.files.web.http.EveryRequest;
import dev.files.web.http.FailureMapper;
import dev.files.web.http.FrontEdge;
import dev.files.web.keys.KeyResource;
import dev.files.web.nodes.HealthResource;
import dev.files.web.nodes.NodeResource;
import dev.files.web.page.AssetServlet;
import dev.files.web.page.PageServlet;
import dev.files.web.upload.UploadServlet;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher;
import org.jboss.resteasy.spi.ResteasyDeployment;

/** The servlets and resources of the application in an Undertow of their own, on a free port. */
final class RunningFront implements AutoCloseable {
  static final String SECRET = "secret-of-the-servers-0123456789";
  static final String ADMIN = "token-of-the-administrator-01234";
  static final String ALLOWED_ORIGIN = "https://app.example.org";
  static final long MAX_FILE_BYTES = 2_000_000;

  final MemoryFiles files = new MemoryFiles();
  final MemoryUploads uploads = new MemoryUploads(files, MAX_FILE_BYTES);
  final MemoryDownloads downloads = new MemoryDownloads(files);
  final MemoryNodes nodes = new MemoryNodes();
  final MemoryControl operators = new MemoryControl();
  final MemorySessions sessions = new MemorySessions();
  final MemoryKeys keys = new MemoryKeys();
  final MemoryEvents events = new MemoryEvents();
  final HttpClient client = HttpClient.newHttpClient();
  private final Undertow server;
  private final int port;

  RunningFront() throws ServletException {
    FrontSettings settings =
        FrontSettings.from(
            new Settings(
                Map.of(
                    "FILES_MAX_FILE_BYTES",
                    Long.toString(MAX_FILE_BYTES),
                    "FILES_ALLOWED_ORIGINS",
                    ALLOWED_ORIGIN)));
    CrossOrigin crossOrigin =
        CrossOrigin.of(
            settings.sharing().origins(),
            settings.publicUrl(),
            List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
    AdminToken adminToken = new AdminToken(ADMIN);
    Wiring faces =
        new Wiring(
            List.of(
                files,
                uploads,
                downloads,
                nodes,
                operators,
                settings,
                sessions,
                keys,
                crossOrigin,
                new Secrets(List.of(SECRET)),
                adminToken));
    Wiring beans =
        new Wiring(
            List.of(
                files,
                uploads,
                downloads,
                nodes,
                operators,
                new MemoryWorkers(),
                new MemoryPlans(),
                new MemoryRepairs(),
                new ServerName("front-1"),
                new MemoryFigures(operators),
                settings,
                faces.into(new FileJson()),
                sessions,
                keys,
                events,
                adminToken,
                faces.into(new Bearer()),
                crossOrigin));
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(RunningFront.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("files-web")
            .addServlets(
                servlet(beans.into(new UploadServlet())),
                servlet(beans.into(new DownloadServlet())),
                servlet(beans.into(new PageServlet())),
                servlet(beans.into(new AdminPageServlet())),
                servlet(beans.into(new EventServlet())),
                servlet(new AssetServlet()),
                rest())
            .addServletContextAttribute(ResteasyDeployment.class.getName(), restDeployment(beans))
            .addServletExtension(new FrontEdge())
            .addFilter(
                new FilterInfo(
                        "every",
                        EveryRequest.class,
                        new ImmediateInstanceFactory<>(beans.into(new EveryRequest())))
                    .setAsyncSupported(true))
            .addFilterUrlMapping("every", "/*", DispatcherType.REQUEST)
            .addFilterUrlMapping("every", "/*", DispatcherType.ASYNC);
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            // As in the server's configuration: how much is too much is judged by us.
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setHandler(manager.start())
            .build();
    server.start();
    port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static ServletInfo servlet(HttpServlet servlet) {
    Class<? extends HttpServlet> type = servlet.getClass();
    return new ServletInfo(type.getName(), type, new ImmediateInstanceFactory<>(servlet))
        .addMappings(type.getAnnotation(WebServlet.class).urlPatterns())
        .setAsyncSupported(true);
  }

  private static ServletInfo rest() {
    return new ServletInfo("rest", HttpServlet30Dispatcher.class)
        .setLoadOnStartup(1)
        .setAsyncSupported(true)
        .addMapping("/*")
        .addInitParam("resteasy.servlet.mapping.prefix", "/");
  }

  private static ResteasyDeployment restDeployment(Wiring beans) {
    ResteasyDeployment deployment = new ResteasyDeploymentImpl();
    deployment.setResources(
        List.of(
            beans.into(new FileResource()),
            beans.into(new FileListResource()),
            beans.into(new KeyResource()),
            beans.into(new NodeResource()),
            beans.into(new HealthResource()),
            beans.into(new AdminResource()),
            beans.into(new WorkerResource()),
            beans.into(new PlanResource()),
            beans.into(new RepairResource()),
            beans.into(new DeadLetterResource()),
            beans.into(new SessionResource()),
            beans.into(new MetricsResource())));
    deployment.setProviders(List.of(new FailureMapper()));
    return deployment;
  }

  int port() {
    return port;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  @Override
  public void close() {
    server.stop();
  }
}
