package dev.files.web.upload;

import dev.files.metadata.Expiry;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSession;
import dev.files.upload.UploadSpec;
import dev.files.web.http.BoundedBody;
import dev.files.web.http.FileName;
import dev.files.web.http.MediaTypes;
import dev.files.web.http.RequestBody;
import dev.files.web.http.RequestTarget;
import dev.files.web.multipart.MultipartBody;
import dev.files.web.multipart.Part;
import dev.files.web.multipart.PartHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** The form of {@code POST /upload}: fields first, then files. */
final class FormRequest {
  private static final Set<String> FIELDS = Set.of("expires", "layout", "parts", "size");

  /** What the form itself may take besides its files. */
  private static final long MAX_OVERHEAD_BYTES = 8 << 20;

  private final MultipartBody body;
  private final FrontSettings settings;
  private final Instant now;
  private final Map<String, String> fields = new HashMap<>();

  /** One for each file to come, in order. */
  private final Deque<OptionalLong> sizes = new ArrayDeque<>();

  private int files;

  private FormRequest(MultipartBody body, FrontSettings settings, Instant now) {
    this.body = body;
    this.settings = settings;
    this.now = now;
  }

  static FormRequest of(
      RequestTarget target, HttpServletRequest request, FrontSettings settings, Instant now)
      throws IOException {
    BodyHeaders.refuseCoded(
        name -> Collections.list(request.getHeaders(name)).stream().findFirst());
    target.allowOnly(Set.of());
    long limit = settings.maxFileBytes() + MAX_OVERHEAD_BYTES;
    String refusal = "The files of one form have at most " + limit + " bytes together";
    if (request.getContentLengthLong() > limit) {
      throw new FilesException(ProblemType.TOO_LARGE, refusal);
    }
    String contentType = Optional.ofNullable(request.getContentType()).orElse("");
    BoundedBody body = new BoundedBody(new RequestBody(), limit, refusal);
    return new FormRequest(MultipartBody.of(contentType, body), settings, now);
  }

  /** Streams every file of the form into the session. */
  void addTo(UploadSession session) throws IOException {
    for (Optional<Part> next = body.next(); next.isPresent(); next = body.next()) {
      Part part = next.get();
      Optional<String> fileName = part.headers().fileName();
      if (fileName.isEmpty()) {
        field(part);
      } else if (!fileName.get().isEmpty() || !isEmpty(part)) {
        session.add(spec(part.headers(), fileName.get()), part.content());
        files++;
      }
    }
    if (files == 0) {
      throw new FilesException(ProblemType.BAD_REQUEST, "The form has no file");
    }
  }

  private void field(Part part) throws IOException {
    String name = part.headers().name();
    if (files > 0) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, name + ": fields stand before the files, or they come too late");
    }
    if (!FIELDS.contains(name)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          name + ": no such field here; known are " + FIELDS.stream().sorted().toList());
    }
    String value = part.text();
    if (name.equals("size")) {
      sizes.add(BodyHeaders.size(Optional.of(value), settings.maxFileBytes()));
      return;
    }
    if (fields.put(name, value) != null) {
      throw new FilesException(ProblemType.BAD_REQUEST, name + ": stands twice in the form");
    }
    // Judged now, before a file is on its way.
    expiry();
    layout();
  }

  private UploadSpec spec(PartHeaders headers, String fileName) {
    Function<String, Optional<String>> header =
        name -> headers.field(name.toLowerCase(Locale.ROOT));
    BodyHeaders.refuseCoded(header);
    header
        .apply("Content-Transfer-Encoding")
        .filter(
            coding -> !Set.of("7bit", "8bit", "binary").contains(coding.toLowerCase(Locale.ROOT)))
        .ifPresent(
            coding -> {
              throw new FilesException(
                  ProblemType.UNSUPPORTED_MEDIA,
                  "Content-Transfer-Encoding: a file is taken as it is; found " + coding);
            });
    String name = FileName.check(fileName);
    return new UploadSpec(
        name,
        MediaTypes.of(header.apply("Content-Type"), name),
        expiry(),
        layout(),
        sizes.isEmpty() ? OptionalLong.empty() : sizes.poll(),
        BodyHeaders.digests(header));
  }

  private Expiry expiry() {
    return Optional.ofNullable(fields.get("expires"))
        .map(text -> Expiry.parse(text, now))
        .orElse(Expiry.NEVER);
  }

  private LayoutChoice layout() {
    return LayoutChoice.parse(
        Optional.ofNullable(fields.get("layout")), Optional.ofNullable(fields.get("parts")));
  }

  /** A file input without a choice is a part without a name and without bytes. */
  private static boolean isEmpty(Part part) throws IOException {
    return part.content().read(ByteBuffer.allocate(1)) < 0;
  }
}
