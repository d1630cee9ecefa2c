package dev.files.web.upload;

import dev.files.http.BodySource;
import dev.files.http.RequestTarget;
import dev.files.metadata.Expiry;
import dev.files.metadata.ExpiryPolicy;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.settings.FrontSettings;
import dev.files.upload.Inflow;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSession;
import dev.files.upload.UploadSpec;
import dev.files.web.http.BoundedBody;
import dev.files.web.http.FileName;
import dev.files.web.http.MediaTypes;
import dev.files.web.multipart.MultipartBody;
import dev.files.web.multipart.PartHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
final class FormRequest implements UploadSteps.Body {
  private static final Set<String> FIELDS = Set.of("expires", "layout", "parts", "size");

  /** What the form itself may take besides its files. */
  private static final long MAX_OVERHEAD_BYTES = 8 << 20;

  /** Longer than any value that we know. */
  private static final int MAX_FIELD_BYTES = 1024;

  /** Takes the content of one part. */
  private interface Taker {
    /** Moves what has come; false: more is to come. */
    boolean take() throws IOException;
  }

  private final MultipartBody body;
  private final FrontSettings settings;
  private final Instant now;
  private final Map<String, String> fields = new HashMap<>();

  /** One for each file to come, in order. */
  private final Deque<OptionalLong> sizes = new ArrayDeque<>();

  private int files;

  /** The part whose content is arriving. */
  private Optional<Taker> part = Optional.empty();

  private FormRequest(MultipartBody body, FrontSettings settings, Instant now) {
    this.body = body;
    this.settings = settings;
    this.now = now;
  }

  static FormRequest of(
      RequestTarget target,
      HttpServletRequest request,
      BodySource source,
      FrontSettings settings,
      Instant now) {
    BodyHeaders.refuseCoded(
        name -> Collections.list(request.getHeaders(name)).stream().findFirst());
    target.allowOnly(Set.of());
    long limit = settings.maxFileBytes() + MAX_OVERHEAD_BYTES;
    String refusal = "The files of one form have at most " + limit + " bytes together";
    if (request.getContentLengthLong() > limit) {
      throw new FilesException(ProblemType.TOO_LARGE, refusal);
    }
    String contentType = Optional.ofNullable(request.getContentType()).orElse("");
    BoundedBody body = new BoundedBody(source, limit, refusal);
    return new FormRequest(MultipartBody.of(contentType, body), settings, now);
  }

  @Override
  public boolean moveTo(UploadSession session) throws IOException {
    while (true) {
      if (part.isPresent() && !part.get().take()) {
        return false;
      }
      part = Optional.empty();
      switch (body.next()) {
        case NOTHING -> {
          return false;
        }
        case PART -> part = Optional.of(begin(body.headers(), session));
        case END -> {
          if (files == 0) {
            throw new FilesException(ProblemType.BAD_REQUEST, "The form has no file");
          }
          return true;
        }
      }
    }
  }

  private Taker begin(PartHeaders headers, UploadSession session) throws IOException {
    Optional<String> fileName = headers.fileName();
    if (fileName.isEmpty()) {
      return field(headers.name());
    }
    if (fileName.get().isEmpty()) {
      return this::takeNothing;
    }
    Inflow file = session.begin(spec(headers, fileName.get()));
    files++;
    return () -> UploadSteps.move(body::read, file);
  }

  /** A file input without a choice is a part without a name and without bytes. */
  private boolean takeNothing() throws IOException {
    int read = body.read(ByteBuffer.allocate(1));
    if (read > 0) {
      FileName.check("");
    }
    return read < 0;
  }

  private Taker field(String name) {
    if (files > 0) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, name + ": fields stand before the files, or they come too late");
    }
    if (!FIELDS.contains(name)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          name + ": no such field here; known are " + FIELDS.stream().sorted().toList());
    }
    ByteBuffer text = ByteBuffer.allocate(MAX_FIELD_BYTES + 1);
    return () -> {
      int read = body.read(text);
      while (read > 0 && text.hasRemaining()) {
        read = body.read(text);
      }
      if (!text.hasRemaining()) {
        throw new FilesException(
            ProblemType.BAD_REQUEST, name + ": a field has at most " + MAX_FIELD_BYTES + " bytes");
      }
      if (read < 0) {
        set(name, text.flip());
      }
      return read < 0;
    };
  }

  private void set(String name, ByteBuffer text) {
    String value;
    try {
      value = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new FilesException(ProblemType.BAD_REQUEST, name + ": is not valid UTF-8", e);
    }
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
    return ExpiryPolicy.of(settings.sharing())
        .choose(Optional.ofNullable(fields.get("expires")), now);
  }

  private LayoutChoice layout() {
    return LayoutChoice.parse(
        Optional.ofNullable(fields.get("layout")), Optional.ofNullable(fields.get("parts")));
  }
}
