package dev.files.sessions;

import dev.files.database.Database;
import dev.files.settings.AdminToken;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** What this package gives to the others. */
@ApplicationScoped
class SessionBeans {
  @Produces
  @Singleton
  Sessions sessions(Database database, AdminToken token) {
    return new SessionTable(database, token, new SecureRandom());
  }

  @Produces
  @Singleton
  ExpiredSessions expiredSessions(Database database, FrontSettings settings) {
    return new ExpiredSessions(database, settings.collectInterval());
  }
}
