package dev.files.keys;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key is good for. */
public enum Role {
  /** Uploads files, which are its own: lists, changes and deletes them. */
  UPLOADER,
  /** All that the admin token does. */
  ADMIN;

  /** As in JSON and rows. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> parse(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
