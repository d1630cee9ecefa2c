package dev.files.nodes;

import java.util.Locale;

/** What a node is, for operators. The first that is true, in this order. */
public enum NodeState {
  /** Gone for good. */
  RETIRED,
  /** Silent for so long that its copies are made elsewhere. */
  LOST,
  /** An operator works on it until a moment that was told; nothing is copied, nothing comes. */
  MAINTENANCE,
  /** Silent; it is waited for. */
  AWAY,
  /** It answers, and asks for no new chunks. */
  UNWELL,
  /** Emptied. */
  DRAINED,
  /** Being emptied. */
  DRAINING,
  ACTIVE;

  /** As in URLs and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
