package dev.files.metadata;

import dev.files.keys.KeyId;

/** Who asks to change or delete a file. */
public sealed interface Authority {
  /** The administrator, who was checked at the edge. */
  record Admin() implements Authority {}

  /** The bearer of a token, which may or may not be the file's manage token. */
  record Token(String text) implements Authority {
    @Override
    public String toString() {
      return "Token[]";
    }
  }

  /** Who called with a good API key, which may or may not own the file. */
  record Key(KeyId id) implements Authority {}

  Authority ADMIN = new Admin();
}
