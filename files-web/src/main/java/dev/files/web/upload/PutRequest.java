package dev.files.web.upload;

import dev.files.http.BodySource;
import dev.files.http.RequestHeaders;
import dev.files.http.RequestTarget;
import dev.files.metadata.ExpiryPolicy;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.upload.Inflow;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSession;
import dev.files.upload.UploadSpec;
import dev.files.web.http.FileName;
import dev.files.web.http.MediaTypes;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The raw body of {@code PUT /upload/{name}}. What the request says before it is judged before a
 * byte is read.
 */
final class PutRequest implements UploadSteps.Body {
  private static final Set<String> PARAMETERS = Set.of("expires", "layout", "parts", "size");

  private final UploadSpec spec;
  private final BodySource source;
  private Optional<Inflow> file = Optional.empty();

  private PutRequest(UploadSpec spec, BodySource source) {
    this.spec = spec;
    this.source = source;
  }

  static PutRequest of(
      RequestTarget target,
      HttpServletRequest request,
      BodySource source,
      FrontSettings settings,
      Instant now) {
    Function<String, Optional<String>> header = name -> RequestHeaders.joined(request, name);
    BodyHeaders.refuseCoded(header);
    target.allowOnly(PARAMETERS);
    String name = FileName.check(target.segments().get(1));
    return new PutRequest(
        new UploadSpec(
            name,
            MediaTypes.of(header.apply("Content-Type"), name),
            ExpiryPolicy.of(settings.sharing()).choose(target.parameter("expires"), now),
            LayoutChoice.parse(target.parameter("layout"), target.parameter("parts")),
            size(target, request, settings.maxFileBytes()),
            BodyHeaders.digests(header)),
        source);
  }

  @Override
  public boolean moveTo(UploadSession session) throws IOException {
    if (file.isEmpty()) {
      file = Optional.of(session.begin(spec));
    }
    return UploadSteps.move(source, file.get());
  }

  private static OptionalLong size(RequestTarget target, HttpServletRequest request, long limit) {
    OptionalLong said = BodyHeaders.size(target.parameter("size"), limit);
    long length = request.getContentLengthLong();
    if (length < 0) {
      return said;
    }
    if (said.isPresent() && said.getAsLong() != length) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "size says " + said.getAsLong() + " bytes, Content-Length says " + length);
    }
    return OptionalLong.of(BodyHeaders.checkSize(length, limit));
  }
}
