package dev.files.web.upload;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.DigestHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The headers that a raw body and a part of a form have in common. */
final class BodyHeaders {
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

  private BodyHeaders() {}

  /** Refuses bodies that are not the file's bytes as they are. */
  static void refuseCoded(Function<String, Optional<String>> header) {
    header
        .apply("Content-Encoding")
        .filter(coding -> !coding.strip().equalsIgnoreCase("identity"))
        .ifPresent(
            coding -> {
              throw new FilesException(
                  ProblemType.UNSUPPORTED_MEDIA,
                  "Content-Encoding: a file is taken as it is; found " + coding);
            });
    if (header.apply("Content-Range").isPresent()) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "Content-Range: a file is taken whole, not in ranges");
    }
  }

  /** Every SHA-256 that is announced for the body. */
  static List<Sha256> digests(Function<String, Optional<String>> header) {
    List<Sha256> announced = new ArrayList<>();
    for (String name : List.of("Content-Digest", "Repr-Digest")) {
      header
          .apply(name)
          .flatMap(value -> DigestHeader.parse(name, value))
          .ifPresent(announced::add);
    }
    return announced;
  }

  /**
   * Parses an announced size.
   *
   * @throws FilesException INVALID_VALUE when it is no number, TOO_LARGE when it is over the limit
   */
  static OptionalLong size(Optional<String> text, long limit) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!SIZE.matcher(text.get()).matches()) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "size: expected a number of bytes; found " + text.get());
    }
    return OptionalLong.of(checkSize(Long.parseLong(text.get()), limit));
  }

  static long checkSize(long size, long limit) {
    if (size > limit) {
      throw new FilesException(
          ProblemType.TOO_LARGE,
          "A file has at most " + limit + " bytes here; " + size + " are announced");
    }
    return size;
  }
}
