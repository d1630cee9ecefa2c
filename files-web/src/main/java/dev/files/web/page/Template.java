package dev.files.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page with places, written {@code {{place}}}, for {@link Html}. */
record Template(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-zA-Z0-9]+)}}");

  /** Reads a page that lies beside this class. */
  static Template load(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the application has no " + name);
      }
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills every place. */
  Html fill(Map<String, Html> values) {
    Matcher place = PLACE.matcher(text);
    return new Html(
        place.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Optional.ofNullable(values.get(found.group(1)))
                        .orElseThrow(
                            () -> new IllegalStateException("no value for " + found.group(1)))
                        .text())));
  }
}
