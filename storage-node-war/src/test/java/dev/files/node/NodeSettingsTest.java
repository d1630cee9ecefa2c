package dev.files.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSettingsTest {
  @TempDir Path data;

  private NodeSettings read(Map<String, String> values) {
    return NodeSettings.of(new Settings(values), data);
  }

  private Map<String, String> values() {
    return new HashMap<>(NodeUnderTest.settings(data));
  }

  @Test
  void hasDefaultsForWhatMayBeLeftOut() {
    NodeSettings settings = read(values());
    assertThat(settings.fronts())
        .containsExactly(URI.create("http://127.0.0.1:8080"), URI.create("http://127.0.0.1:8081/"));
    assertThat(settings.publicUrl()).isEqualTo(settings.url());
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.zone()).isEqualTo("default");
    assertThat(settings.capacityBytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FILES_NODE_DATA", "FILES_NODE_URL", "FILES_FRONT_URLS", "FILES_SECRET"})
  void namesWhatIsMissing(String name) {
    Map<String, String> values = values();
    values.remove(name);
    assertThatThrownBy(() -> read(values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + " is not set");
  }

  @ParameterizedTest
  @CsvSource({
    "FILES_NODE_URL, ftp://a",
    "FILES_NODE_URL, //a",
    "FILES_NODE_URL, http://a?b",
    "FILES_NODE_URL, http://u:p@a",
    "FILES_FRONT_URLS, 'http://a,b'",
    "FILES_NODE_PUBLIC_URL, x y",
    "FILES_NODE_CAPACITY_BYTES, 10G",
    "FILES_NODE_RESERVE_BYTES, -1",
  })
  void namesWhatIsWrong(String name, String value) {
    Map<String, String> values = values();
    values.put(name, value);
    assertThatThrownBy(() -> read(values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }
}
