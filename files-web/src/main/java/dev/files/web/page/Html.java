package dev.files.web.page;

/**
 * Text that may stand in a page as it is.
 *
 * @param text escaped, for content and for quoted attributes
 */
record Html(String text) {
  static final Html NOTHING = new Html("");

  /** Escapes whatever somebody else chose. */
  static Html escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return new Html(escaped.toString());
  }
}
