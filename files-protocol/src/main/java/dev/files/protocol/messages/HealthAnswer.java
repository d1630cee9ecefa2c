package dev.files.protocol.messages;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server says of its health, in the shape that MicroProfile Health 4 gives it: it is up when
 * every check is.
 */
public record HealthAnswer(String status, List<Check> checks) {
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  public HealthAnswer {
    checks = List.copyOf(checks);
  }

  public static HealthAnswer of(List<Check> checks) {
    return new HealthAnswer(checks.stream().allMatch(Check::up) ? UP : DOWN, checks);
  }

  /** Whether the server can do its work. */
  public boolean ready() {
    return status.equals(UP);
  }

  /**
   * One check.
   *
   * @param data why, for everybody: texts, numbers and truths without secrets or addresses
   */
  public record Check(String name, String status, Map<String, Object> data) {
    public Check {
      data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    public static Check of(String name, boolean up, Map<String, Object> data) {
      return new Check(name, up ? UP : DOWN, data);
    }

    public boolean up() {
      return status.equals(UP);
    }
  }
}
