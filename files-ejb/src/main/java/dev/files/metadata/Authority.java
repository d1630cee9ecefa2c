package dev.files.metadata;

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

  Authority ADMIN = new Admin();
}
