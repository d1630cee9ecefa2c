package dev.files.transfer;

/** Something under way that must act when time has passed, although nothing happens. */
public interface Ticking {
  /**
   * Looks at what is due; must not block.
   *
   * @param now of the {@link Ticker}'s clock
   */
  void tick(long now);
}
