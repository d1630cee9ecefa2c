package dev.files.launcher;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a server is. The order is the order in which a cluster starts; it stops in reverse. */
enum Role {
  DATABASE,
  BROKER,
  NODE,
  FRONT;

  @JsonValue
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of these a cluster has exactly one, named like its role. */
  boolean isSingle() {
    return this == DATABASE || this == BROKER;
  }

  String serverName(int number) {
    return isSingle() ? label() : label() + "-" + number;
  }
}
