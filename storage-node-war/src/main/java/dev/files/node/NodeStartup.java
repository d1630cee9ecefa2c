package dev.files.node;

import dev.files.protocol.config.Settings;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jboss.logging.Logger;

/** Starts the node with its deployment, or ends the deployment with the reason. */
public final class NodeStartup implements ServletContextListener {
  private static final Logger LOG = Logger.getLogger(NodeStartup.class);

  private StorageNode node;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    try {
      NodeSettings settings =
          NodeSettings.of(
              Settings.ofEnvironment(),
              Path.of(System.getProperty("jboss.server.data.dir", "data")));
      node = StorageNode.start(settings, version(context), context);
    } catch (IOException | RuntimeException e) {
      LOG.fatalf("The storage node does not start: %s", e.getMessage());
      throw new IllegalStateException("The storage node does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (node != null) {
      node.close();
    }
  }

  private static String version(ServletContext context) throws IOException {
    try (InputStream stream = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      if (stream == null) {
        return "unknown";
      }
      Attributes attributes = new Manifest(stream).getMainAttributes();
      return Optional.ofNullable(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
          .orElse("unknown");
    }
  }
}
