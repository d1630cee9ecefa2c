package dev.files.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.balancer.Fronts.Health;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FrontsTest {
  private static final URI ONE = URI.create("http://127.0.0.1:1");
  private static final URI TWO = URI.create("http://127.0.0.1:2");

  private final Map<URI, Health> health = new HashMap<>();
  private final Set<URI> used = new HashSet<>();
  private final Fronts fronts =
      new Fronts(
          List.of(ONE, TWO),
          front -> CompletableFuture.completedFuture(health.get(front)),
          front -> assertThat(used.add(front)).isTrue(),
          front -> assertThat(used.remove(front)).isTrue());

  private Set<URI> when(Health one, Health two) {
    health.put(ONE, one);
    health.put(TWO, two);
    fronts.step();
    return used;
  }

  @Test
  void thoseGetRequestsThatAreReady() {
    assertThat(when(Health.READY, Health.READY)).containsOnly(ONE, TWO);
    assertThat(when(Health.READY, Health.NOT_READY)).containsOnly(ONE);
    assertThat(when(Health.READY, Health.SILENT)).containsOnly(ONE);
    assertThat(when(Health.SILENT, Health.READY)).containsOnly(TWO);
    assertThat(when(Health.READY, Health.READY)).containsOnly(ONE, TWO);
  }

  @Test
  void whenNoneIsReadyThoseThatAnswer() {
    assertThat(when(Health.NOT_READY, Health.NOT_READY)).containsOnly(ONE, TWO);
    assertThat(when(Health.SILENT, Health.NOT_READY)).containsOnly(TWO);
    assertThat(when(Health.SILENT, Health.SILENT)).isEmpty();
    assertThat(when(Health.READY, Health.NOT_READY)).containsOnly(ONE);
  }
}
