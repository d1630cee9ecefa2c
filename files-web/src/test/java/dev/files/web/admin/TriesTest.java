package dev.files.web.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TriesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Tries tries = new Tries(nanos::get);

  private void spend(String address) {
    for (int i = 0; i < Tries.MOST; i++) {
      assertThat(tries.take(address)).isEmpty();
    }
  }

  @Test
  void comeBackWithTime() {
    spend("10.0.0.1");
    assertThat(tries.take("10.0.0.1")).hasValue(Duration.ofSeconds(Tries.SECONDS));
    assertThat(tries.take("10.0.0.2")).isEmpty();

    nanos.addAndGet(Duration.ofSeconds(Tries.SECONDS).toNanos());
    assertThat(tries.take("10.0.0.1")).isEmpty();
    assertThat(tries.take("10.0.0.1")).isPresent();
  }

  @Test
  void areAllThereAgainAfterSuccess() {
    spend("10.0.0.1");
    tries.forget("10.0.0.1");
    spend("10.0.0.1");
  }

  @Test
  void areSharedByANetwork() {
    spend("2001:db8:1:2:3:4:5:6");
    assertThat(tries.take("2001:db8:1:2::1")).isPresent();
    assertThat(tries.take("2001:db8:1:3::1")).isEmpty();
  }

  @Test
  void areCountedForSoManyAddressesAndNoMore() {
    spend("first");
    for (int i = 0; i < Tries.MOST_ADDRESSES; i++) {
      assertThat(tries.take("address" + i)).isEmpty();
    }
    assertThat(tries.take("first")).isEmpty();
  }
}
