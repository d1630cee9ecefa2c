package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xnio.channels.StreamSourceChannel;

class RequestBodyTest {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void givesUpOnASenderThatTrickles() {
    RequestBody body = new RequestBody(source(1, Duration.ofSeconds(1)), nanos::get);

    assertThatThrownBy(() -> read(body, 1000))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
    assertThat(Duration.ofNanos(nanos.get())).isEqualTo(RequestBody.WINDOW);
  }

  @Test
  void givesUpOnASenderThatIsSilent() {
    RequestBody body = new RequestBody(source(0, Duration.ofSeconds(5)), nanos::get);

    assertThatThrownBy(() -> read(body, 1)).isInstanceOf(FilesException.class);
  }

  @Test
  void isPatientWithASenderThatKeepsTheLeastRate() throws Exception {
    RequestBody body = new RequestBody(source(1100, Duration.ofSeconds(1)), nanos::get);

    read(body, 1000);

    assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(RequestBody.WINDOW.multipliedBy(10));
  }

  private static void read(RequestBody body, int times) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(2000);
    for (int i = 0; i < times; i++) {
      assertThat(body.read(buffer.clear())).isPositive();
    }
  }

  /** Has so many bytes after each wait, which takes so long by the test's clock. */
  private StreamSourceChannel source(int bytes, Duration wait) {
    AtomicLong ready = new AtomicLong();
    return (StreamSourceChannel)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StreamSourceChannel.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "read" -> {
                  int count = (int) ready.getAndSet(0);
                  ((ByteBuffer) arguments[0]).put(new byte[count]);
                  return count;
                }
                case "awaitReadable" -> {
                  nanos.addAndGet(wait.toNanos());
                  ready.set(bytes);
                  return null;
                }
                default -> throw new AssertionError(method);
              }
            });
  }
}
