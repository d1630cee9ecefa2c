package dev.files.nodes;

import dev.files.database.TestDatabase;
import dev.files.protocol.config.Settings;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.settings.FrontSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Makes registries on the test database. */
final class TestRegistry {
  private TestRegistry() {}

  static Registry of(
      TestDatabase db,
      NodeRecords records,
      Map<String, String> settings,
      CorruptReports corrupt,
      Supplier<List<WorkerOrder>> orders,
      LongSupplier nanoTime) {
    LostNodes lost =
        new LostNodes(
            db.database(),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ZERO,
            nanoTime);
    return new Registry(
        records, lost, FrontSettings.from(new Settings(settings)), corrupt, orders, nanoTime);
  }
}
