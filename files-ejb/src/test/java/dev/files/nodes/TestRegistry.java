package dev.files.nodes;

import dev.files.database.TestDatabase;
import dev.files.protocol.config.Settings;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.WorkerOrder;
import dev.files.settings.FrontSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Makes registries on the test database, and pings. */
final class TestRegistry {
  static final String ID = "0123456789abcdef0123456789abcdef";

  private TestRegistry() {}

  static Ping ping(String instance) {
    return ping(ID, instance, "http://127.0.0.1:1");
  }

  static Ping ping(String id, String instance, String url) {
    return new Ping(
        id, instance, url, "https://public.example", "host", "zone", 100, 10, 3, "1", List.of());
  }

  static Ping ping(String instance, String directory, Integer protocol) {
    return new Ping(
        ID,
        instance,
        "http://127.0.0.1:1",
        null,
        "host",
        "zone",
        100,
        10,
        3,
        "1",
        List.of(),
        directory,
        protocol,
        null,
        null,
        null,
        null);
  }

  static Registry of(
      TestDatabase db,
      NodeRecords records,
      Map<String, String> settings,
      CorruptReports corrupt,
      Supplier<List<WorkerOrder>> orders,
      LongSupplier nanoTime) {
    return new Registry(
        records,
        lost(db, nanoTime),
        FrontSettings.from(new Settings(settings)),
        corrupt,
        orders,
        nanoTime);
  }

  static LostNodes lost(TestDatabase db, LongSupplier nanoTime) {
    return new LostNodes(
        db.database(),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(15),
        Duration.ZERO,
        nanoTime);
  }
}
