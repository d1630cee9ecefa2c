package dev.files.keys;

import dev.files.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** What this package gives to the others. */
@ApplicationScoped
class KeyBeans {
  @Produces
  @Singleton
  ApiKeys keys(Database database) {
    return new KeyTable(database, new SecureRandom(), System::nanoTime);
  }
}
