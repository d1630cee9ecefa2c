package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * The conditions of a request, judged by RFC 9110, section 13, in the order of 13.2.2. They are
 * judged last, when nothing else stands in the way of the answer (13.2.1): a caller without a token
 * is told so, and not the state of what it may not change.
 */
public final class Preconditions {
  private static final int MAX_SHOWN_CHARS = 100;

  private final boolean reads;
  private final Function<String, Optional<String>> header;

  private Preconditions(boolean reads, Function<String, Optional<String>> header) {
    this.reads = reads;
    this.header = header;
  }

  /**
   * The conditions of a request.
   *
   * @param header the value of a header, several lines joined by commas
   */
  public static Preconditions of(String method, Function<String, Optional<String>> header) {
    return new Preconditions(method.equals("GET") || method.equals("HEAD"), header);
  }

  /**
   * Whether the client has what it asks for, and is answered 304.
   *
   * @throws FilesException PRECONDITION_FAILED; BAD_REQUEST when a condition on a change cannot be
   *     understood, for to go on would be to ignore it
   */
  public boolean judge(Validators now) {
    Optional<String> match = header.apply("If-Match");
    if (match.isPresent()) {
      if (!names(match.get(), now, EntityTag::equalsStrongly)) {
        throw failed("If-Match", match.get());
      }
    } else {
      Optional<String> unmodified = header.apply("If-Unmodified-Since");
      if (!unmodified.map(text -> notAfter(text, now, true)).orElse(true)) {
        throw failed("If-Unmodified-Since", unmodified.get());
      }
    }
    Optional<String> noneMatch = header.apply("If-None-Match");
    if (noneMatch.isPresent()) {
      return !noneMatches(noneMatch.get(), now);
    }
    return reads
        && header.apply("If-Modified-Since").map(text -> notAfter(text, now, false)).orElse(false);
  }

  /**
   * Whether a Range is to be looked at: there is no {@code If-Range}, or it names what is there
   * (section 13.1.5). A date is as good as a tag here, for the bytes under a URL of ours never
   * change.
   */
  public boolean rangeApplies(Validators now) {
    Optional<String> condition = header.apply("If-Range");
    if (condition.isEmpty()) {
      return true;
    }
    Optional<EntityTag> tag = EntityTag.parse(condition.get());
    return tag.isPresent()
        ? now.tag().map(tag.get()::equalsStrongly).orElse(false)
        : HttpDate.parse(condition.get())
            .flatMap(date -> now.modified().map(date::equals))
            .orElse(false);
  }

  private boolean noneMatches(String value, Validators now) {
    Optional<List<EntityTag>> tags = EntityTag.parseList(value);
    if (tags.isEmpty() && !isAny(value) && !reads) {
      throw new FilesException(
          ProblemType.BAD_REQUEST,
          "If-None-Match: expected * or a list of entity tags, found " + shown(value));
    }
    boolean matches = names(value, now, EntityTag::equalsWeakly);
    if (matches && !reads) {
      throw failed("If-None-Match", value);
    }
    return !matches;
  }

  private static boolean names(
      String value, Validators now, BiPredicate<EntityTag, EntityTag> equal) {
    if (isAny(value)) {
      return now.exists();
    }
    return now.tag()
        .flatMap(
            tag ->
                EntityTag.parseList(value)
                    .map(tags -> tags.stream().anyMatch(other -> equal.test(tag, other))))
        .orElse(false);
  }

  private static boolean isAny(String value) {
    return value.strip().equals("*");
  }

  /**
   * Whether nothing changed after the date. Without a date on either side the condition does not
   * count (sections 13.1.3 and 13.1.4).
   */
  private static boolean notAfter(String text, Validators now, boolean otherwise) {
    Optional<Instant> date = HttpDate.parse(text.strip());
    return (date.isEmpty() || now.modified().isEmpty())
        ? otherwise
        : !now.modified().get().isAfter(date.get());
  }

  private static FilesException failed(String condition, String value) {
    return new FilesException(
        ProblemType.PRECONDITION_FAILED,
        condition + " names another state than the present one: " + shown(value));
  }

  private static String shown(String value) {
    return value.length() <= MAX_SHOWN_CHARS ? value : value.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
