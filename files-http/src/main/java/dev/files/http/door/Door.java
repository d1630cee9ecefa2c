package dev.files.http.door;

import dev.files.protocol.config.Settings;
import io.undertow.server.OpenListener;
import io.undertow.servlet.api.Deployment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.as.server.CurrentServiceContainer;
import org.jboss.msc.service.LifecycleEvent;
import org.jboss.msc.service.LifecycleListener;
import org.jboss.msc.service.ServiceContainer;
import org.jboss.msc.service.ServiceController;
import org.jboss.msc.service.ServiceName;
import org.wildfly.extension.undertow.Host;
import org.wildfly.extension.undertow.ListenerService;
import org.wildfly.extension.undertow.UndertowEventListener;
import org.wildfly.extension.undertow.UndertowService;

/**
 * Opens the listeners of the server when this application answers, and shuts them before it stops.
 * In the configuration they are not enabled: nothing listens while a server starts, and nothing
 * ever does when its application failed.
 *
 * <p>A servlet context listener of each application; needs the modules org.jboss.as.server,
 * org.jboss.msc and org.wildfly.extension.undertow.
 */
public class Door implements ServletContextListener {
  private static final ServiceName UNDERTOW = ServiceName.parse("org.wildfly.undertow");
  private static final ServiceName LISTENER = UNDERTOW.append("listener");

  private Events events;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServiceContainer server = CurrentServiceContainer.getServiceContainer();
    events = new Events(server, event.getServletContext());
    undertow(server).registerListener(events);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (events != null) {
      undertow(events.server).unregisterListener(events);
    }
  }

  private static UndertowService undertow(ServiceContainer server) {
    return value(server.getRequiredService(UNDERTOW), UndertowService.class);
  }

  // A servlet context cannot require a service as services do among each other.
  @SuppressWarnings("deprecation")
  private static <T> T value(ServiceController<?> service, Class<T> type) {
    return type.cast(service.getValue());
  }

  /**
   * Told after the application's handlers are in their place and before they are taken away, which
   * no servlet's life cycle is.
   */
  private static final class Events implements UndertowEventListener, LifecycleListener {
    private final ServiceContainer server;
    private final ServletContext application;
    private final Set<ListenerService> opened = ConcurrentHashMap.newKeySet();

    Events(ServiceContainer server, ServletContext application) {
      this.server = server;
      this.application = application;
    }

    @Override
    public void onDeploymentStart(Deployment deployment, Host host) {
      if (deployment.getServletContext() != application) {
        return;
      }
      for (ServiceController<?> listener : listeners()) {
        // At once when it is there, for a port that is taken must fail the start; else when it
        // comes.
        if (listener.getState() == ServiceController.State.UP) {
          open(value(listener, ListenerService.class));
        }
        listener.addListener(this);
      }
    }

    @Override
    public void handleEvent(ServiceController<?> listener, LifecycleEvent event) {
      if (event == LifecycleEvent.UP) {
        open(value(listener, ListenerService.class));
      }
    }

    @Override
    public void onDeploymentStop(Deployment deployment, Host host) {
      if (deployment.getServletContext() == application) {
        listeners().forEach(listener -> listener.removeListener(this));
        opened.forEach(this::shut);
        opened.clear();
      }
    }

    private List<ServiceController<?>> listeners() {
      ServiceController<?> plain = server.getService(LISTENER.append("default"));
      ServiceController<?> secure = server.getService(LISTENER.append("https"));
      boolean plainToo =
          secure == null
              || Settings.ofEnvironment().text("FILES_PLAIN_HTTP", "true").equals("true");
      return Stream.<ServiceController<?>>of(secure, plainToo ? plain : null)
          .filter(Objects::nonNull)
          .toList();
    }

    private void open(ListenerService listener) {
      handler(listener.getOpenListener()).open();
      listener.setEnabled(true);
      opened.add(listener);
    }

    private void shut(ListenerService listener) {
      OpenListener connections = listener.getOpenListener();
      handler(connections).shut();
      if (!server.isShutdown()) {
        // The application goes alone. With the whole server the listener goes by itself, and two
        // that close it get in each other's way.
        listener.setEnabled(false);
      }
      // Those of before know the handlers that are about to go. Requests had their time to end.
      connections.closeConnections();
    }

    private static synchronized DoorHandler handler(OpenListener listener) {
      if (listener.getRootHandler() instanceof DoorHandler door) {
        return door;
      }
      DoorHandler door = new DoorHandler(listener.getRootHandler());
      listener.setRootHandler(door);
      return door;
    }
  }
}
