package dev.files.launcher;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a server is. The order is the order in which a cluster starts; it stops in reverse. */
enum Role {
  DATABASE,
  BROKER,
  NODE,
  FRONT,
  /** Before the fronts, when there are several. */
  BALANCER;

  @JsonValue
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of these a cluster has one at most, named like its role. */
  boolean isSingle() {
    return this == DATABASE || this == BROKER || this == BALANCER;
  }

  /**
   * Whether it listens for clients and other machines, as the caller asks for; else on loopback.
   */
  boolean isPublic() {
    return this == NODE || this == FRONT || this == BALANCER;
  }

  String serverName(int number) {
    return isSingle() ? label() : label() + "-" + number;
  }
}
