package dev.files.settings;

import dev.files.protocol.security.Secrets;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * Has settings and secrets read, and the secrets made, before anybody asks: a wrong setting fails
 * the deployment with its name, not the first request.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StartChecks {
  private static final Logger LOG = Logger.getLogger(StartChecks.class);

  @Inject FrontSettings settings;
  @Inject Secrets secrets;
  @Inject AdminToken adminToken;

  @PostConstruct
  void say() {
    LOG.infof(
        "%d replicas, success after %d; %s, %s",
        settings.replicas(), settings.writeQuorum(), secrets, adminToken);
  }
}
