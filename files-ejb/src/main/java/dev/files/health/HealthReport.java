package dev.files.health;

import java.util.List;

/** The outcome of all checks. */
public record HealthReport(List<Check> checks) {
  public HealthReport {
    checks = List.copyOf(checks);
  }

  /** Whether every check that is needed is up. */
  public boolean ready() {
    return checks.stream().allMatch(check -> check.up() || !check.needed());
  }

  /** {@code UP}; {@code DEGRADED}: it serves, and somebody should look; {@code DOWN}. */
  public String status() {
    return !ready() ? "DOWN" : checks.stream().allMatch(Check::up) ? "UP" : "DEGRADED";
  }

  /**
   * One check.
   *
   * @param needed false: reported, but no reason to turn clients away
   * @param detail for people, without secrets
   */
  public record Check(String name, boolean up, boolean needed, String detail) {}
}
