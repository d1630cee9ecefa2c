package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import dev.files.settings.ServerName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** What this package gives to the others. */
@ApplicationScoped
class MetadataBeans {
  @Produces
  @Singleton
  Leases leases(Database database, ServerName server, Settings settings) {
    int seconds = (int) UploadLedger.LEASE.toSeconds();
    return new Leases(
        database, server.text(), settings.seconds("FILES_LEASE_SECONDS", seconds, 60, 3600));
  }

  @Produces
  @Singleton
  UploadLedger ledger(Database database, Leases leases, FrontSettings settings, RepairHints hints) {
    return new SqlLedger(database, leases, settings.replicas(), hints, new SecureRandom());
  }

  @Produces
  @Singleton
  ContentMap contentMap(Database database) {
    return new SqlContentMap(database);
  }

  @Produces
  @Singleton
  FileListing fileListing(Database database) {
    return new FileList(database);
  }

  @Produces
  @Singleton
  Holders holders(Database database) {
    return new KnownHolders(database, System::nanoTime);
  }
}
