package dev.files.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entity tag (RFC 9110, section 8.8.3).
 *
 * @param opaque what stands between the quotes
 */
public record EntityTag(boolean weak, String opaque) {
  public static EntityTag strong(String opaque) {
    return new EntityTag(false, opaque);
  }

  /** One tag and nothing else; empty when it is malformed. */
  public static Optional<EntityTag> parse(String text) {
    return parseList(text).filter(tags -> tags.size() == 1).map(tags -> tags.get(0));
  }

  /**
   * A list of tags, in which empty members say nothing (section 5.6.1) and a comma between quotes
   * is a part of its tag; empty when it is malformed or has no tag.
   */
  public static Optional<List<EntityTag>> parseList(String text) {
    List<EntityTag> tags = new ArrayList<>();
    boolean separated = true;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        separated |= c == ',';
        at++;
        continue;
      }
      boolean weak = text.startsWith("W/", at);
      int start = at + (weak ? 2 : 0);
      int end = start < text.length() && text.charAt(start) == '"' ? end(text, start + 1) : -1;
      if (!separated || end < 0) {
        return Optional.empty();
      }
      tags.add(new EntityTag(weak, text.substring(start + 1, end)));
      separated = false;
      at = end + 1;
    }
    return tags.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(tags));
  }

  /**
   * The index of the closing quote; -1 when there is none before a character that is not allowed.
   */
  private static int end(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c <= ' ' || c == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  /** Strong comparison (section 8.8.3.2): a weak tag equals nothing. */
  public boolean equalsStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  public boolean equalsWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** As it stands in a header. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + '"';
  }
}
