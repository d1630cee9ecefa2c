package dev.files.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  /** The example of W3C Trace Context, section 3.2. */
  private static final String GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final RandomGenerator sevens = () -> 0x7777_7777_7777_7777L;

  private Trace of(String requestId, String traceparent) {
    return Trace.of(Optional.ofNullable(requestId), Optional.ofNullable(traceparent), sevens);
  }

  @Test
  void continuesWhatItIsGiven() {
    Trace trace = of("order-7/retry.2", GIVEN);
    assertThat(trace.request()).isEqualTo("order-7/retry.2");
    assertThat(trace.traceparent())
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-7777777777777777-01");
  }

  @Test
  void makesWhatItIsNotGiven() {
    Trace trace = of(null, null);
    assertThat(trace.request()).isEqualTo("7".repeat(32));
    assertThat(trace.traceparent())
        .isEqualTo("00-77777777777777777777777777777777-7777777777777777-00");
    assertThat(of(null, GIVEN).request()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(Trace.begin()).isNotEqualTo(Trace.begin());
    assertThat(of(null, of(null, null).traceparent()).traceId()).isEqualTo("7".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\nb", "a\"b", "ä", "a{b}", "%n", "a;b", "a,b", "<a>", "$(a)"})
  void takesNoIdThatCouldBeReadAsSomethingElse(String id) {
    assertThat(of(id, null).request()).isEqualTo("7".repeat(32));
  }

  @Test
  void takesNoIdThatFillsLogs() {
    assertThat(of("a".repeat(128), null).request()).hasSize(128).startsWith("a");
    assertThat(of("a".repeat(129), null).request()).isEqualTo("7".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.x",
      })
  void beginsAnewWhenTheParentIsMalformed(String traceparent) {
    assertThat(of(null, traceparent).traceId()).isEqualTo("7".repeat(32));
  }

  @Test
  void readsTheBeginningOfALaterVersion() {
    assertThat(of(null, "cc" + GIVEN.substring(2) + "-what-comes").traceId())
        .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void isBoundToItsThreadAndToWhatThatHasOthersDo() {
    Queue<Runnable> others = new ArrayDeque<>();
    List<Optional<Trace>> seen = new ArrayList<>();
    Trace outer = of("outer", null);
    Trace inner = of("inner", null);
    Trace.Scope first = outer.enter();
    Trace.Scope second = inner.enter();
    Trace.carrying(others::add).execute(() -> seen.add(Trace.current()));
    assertThat(MDC.get(Trace.LOGGED_AS)).isEqualTo("inner");
    second.close();
    assertThat(Trace.current()).contains(outer);
    assertThat(MDC.get(Trace.LOGGED_AS)).isEqualTo("outer");
    first.close();
    assertThat(Trace.current()).isEmpty();
    assertThat(MDC.get(Trace.LOGGED_AS)).isNull();
    others.remove().run();
    assertThat(seen).containsExactly(Optional.of(inner));
    assertThat(Trace.current()).isEmpty();
  }
}
