package dev.files.nodes;

import dev.files.database.Database;
import dev.files.settings.FrontSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class NodeBeans {
  @Produces
  @Singleton
  NodeRegistry registry(Database database, FrontSettings settings, CorruptReports corrupt) {
    return new Registry(database, settings, corrupt, System::nanoTime);
  }
}
