package dev.files.protocol.http;

import java.nio.charset.StandardCharsets;

/** The header {@code Content-Disposition} (RFC 6266) for any file name. */
public final class ContentDisposition {
  private static final String ATTR_CHARS = "!#$&+-.^_`|~";

  private ContentDisposition() {}

  /**
   * A value with an ASCII {@code filename} for old readers and, where that loses something, {@code
   * filename*} (RFC 8187). Control characters never reach the header.
   */
  public static String of(boolean inline, String name) {
    StringBuilder ascii = new StringBuilder();
    boolean exact = true;
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      // Percent is replaced too: some browsers decode it in the plain form (RFC 6266, appendix D).
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' || c == '/') {
        ascii.append('_');
        exact = false;
      } else {
        ascii.append((char) c);
      }
    }
    String value = (inline ? "inline" : "attachment") + "; filename=\"" + ascii + "\"";
    return exact ? value : value + "; filename*=UTF-8''" + extValue(name);
  }

  private static String extValue(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || ATTR_CHARS.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(String.format("%02X", (int) c));
      }
    }
    return text.toString();
  }
}
