package dev.files.metadata;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.SharingSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long files last here, whichever way they come.
 *
 * @param otherwise what counts when nobody says anything
 * @param allowsNever whether {@code never} may be asked for
 * @param longest that may be asked for
 */
public record ExpiryPolicy(Expiry otherwise, boolean allowsNever, Duration longest) {
  public static ExpiryPolicy of(SharingSettings settings) {
    return new ExpiryPolicy(
        settings.defaultExpiry().<Expiry>map(Expiry.After::new).orElse(Expiry.NEVER),
        settings.allowsNever(),
        settings.longestExpiry());
  }

  /**
   * What an uploader asks for, else the default.
   *
   * @throws FilesException INVALID_VALUE that names field and value
   */
  public Expiry choose(Optional<String> text, Instant now) {
    return text.map(asked -> parse(asked, now)).orElse(otherwise);
  }

  /**
   * What is asked for a file that is there already.
   *
   * @throws FilesException INVALID_VALUE that names field and value
   */
  public Expiry parse(String text, Instant now) {
    Expiry expiry = Expiry.parse(text, now);
    if (expiry instanceof Expiry.Never
        ? !allowsNever
        : Expiry.ahead(expiry, now).compareTo(longest) > 0) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          "expires: expected at most " + longest + " ahead here; found " + text);
    }
    return expiry;
  }
}
