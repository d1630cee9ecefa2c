package dev.files.workers;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class WorkerBeans {
  /** Reads and writes of four sizes. */
  private static final int KINDS = 8;

  @Produces
  @Singleton
  ClientWaits clients() {
    return new ClientWaits(KINDS, System::nanoTime);
  }
}
