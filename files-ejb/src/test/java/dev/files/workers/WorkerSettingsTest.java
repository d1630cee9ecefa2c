package dev.files.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.DatabaseException;
import dev.files.database.TestDatabase;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
  private TestDatabase db;
  private WorkerSettings settings;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    settings = new WorkerSettings(db.database());
  }

  @Test
  void changesOnlyWhatIsGiven() {
    assertThat(settings.all()).isEmpty();
    settings.change("repair", Optional.empty(), Optional.of(0.01));
    assertThat(settings.all()).containsOnly(entry("repair", false, 0.01));
    settings.change("repair", Optional.of(true), Optional.empty());
    settings.change("rot", Optional.of(true), Optional.empty());
    assertThat(settings.all()).containsOnly(entry("repair", true, 0.01), entry("rot", true, 0.5));
    settings.change("repair", Optional.of(false), Optional.of(1.0));
    assertThat(settings.all()).contains(entry("repair", false, 1));
  }

  private static Map.Entry<String, WorkerSetting> entry(String name, boolean paused, double pace) {
    return Map.entry(name, new WorkerSetting(paused, pace));
  }

  @Test
  void theTableTakesNoPaceThatIsNone() {
    assertThatThrownBy(() -> settings.change("repair", Optional.empty(), Optional.of(0.0)))
        .isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> settings.change("repair", Optional.empty(), Optional.of(1.1)))
        .isInstanceOf(DatabaseException.class);
  }
}
