package dev.files.workers;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class WorkerBeans {
  @Produces
  @Singleton
  ClientWaits clients() {
    return new ClientWaits(System::nanoTime);
  }
}
