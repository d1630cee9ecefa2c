package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.xnio.XnioExecutor;

class LaneTest {
  private final Queue<Runnable> pool = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Clock clock = new Clock();
  private final Lane lane = new Lane("things", 2, 1, Duration.ofSeconds(3));

  /** Runs at once what is due at once, and the rest when it is told. */
  private static final class Clock implements XnioExecutor {
    private final List<Runnable> later = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Key executeAfter(Runnable task, long time, TimeUnit unit) {
      assertThat(unit.toMillis(time)).isEqualTo(3000);
      later.add(task);
      return () -> later.remove(task);
    }

    @Override
    public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
      throw new UnsupportedOperationException("nothing is done at intervals");
    }
  }

  private void admit(String name) {
    lane.admit(pool::add, () -> done.add(name), clock, () -> done.add("not " + name));
  }

  @Test
  void takesNoMoreThreadsThanItsShare() {
    admit("a");
    admit("b");
    admit("c");

    assertThat(pool).hasSize(2);
    assertThat(lane.busy()).isEqualTo(2);
    assertThat(lane.waiting()).isEqualTo(1);

    pool.remove().run();

    assertThat(done).as("a thread goes on with who waits").containsExactly("a", "c");
    assertThat(lane.busy()).isEqualTo(1);
  }

  @Test
  void refusesNewcomersWhenTheLineIsFullButNotThoseWhoAreBeingServed() {
    admit("a");
    admit("b");
    admit("c");
    admit("d");

    assertThat(done).containsExactly("not d");

    lane.over(pool::add).execute(() -> done.add("step"));
    pool.remove().run();
    assertThat(done).containsExactly("not d", "a", "c", "step");
  }

  @Test
  void letsNewcomersAndThoseWhoGoOnTakeTurns() {
    Lane wide = new Lane("things", 1, 9, Duration.ofSeconds(3));
    for (String name : List.of("a", "b", "c")) {
      wide.admit(pool::add, () -> done.add(name), clock, () -> done.add("not " + name));
    }
    for (String name : List.of("1", "2", "3")) {
      wide.over(pool::add).execute(() -> done.add(name));
    }

    pool.remove().run();

    assertThat(done).containsExactly("a", "b", "1", "c", "2", "3");
  }

  @Test
  void refusesWhoWaitedForTooLong() {
    admit("a");
    admit("b");
    admit("c");

    clock.later.forEach(Runnable::run);
    pool.remove().run();

    assertThat(done).containsExactly("not c", "a");
  }

  @Test
  void losesNoPlaceToATaskThatFailsOrAPoolThatRefuses() {
    lane.over(pool::add)
        .execute(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    pool.remove().run();
    Assertions.assertThatThrownBy(
            () ->
                lane.over(
                        task -> {
                          throw new RejectedExecutionException();
                        })
                    .execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);

    assertThat(lane.busy()).isZero();
  }
}
