package dev.files.node.http;

import dev.files.http.Refusal;
import dev.files.http.RequestTarget;
import dev.files.http.Validators;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.security.Secrets;
import dev.files.protocol.security.SignedRead;
import dev.files.protocol.security.UrlSigner;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code /chunk} and what is below it: judges who asks, then cuts the path.
 *
 * <pre>
 * /chunk             POST  GET
 * /chunk/copies      POST
 * /chunk/read        POST
 * /chunk/{id}        GET  HEAD  DELETE
 * /chunk/{id}/keep   POST
 * /chunk/{id}/copy   POST
 * </pre>
 */
final class ChunkServlet extends Endpoint {
  static final String ROOT = "/chunk";
  static final String COPIES = ROOT + "/copies";
  static final String READ = ROOT + "/read";

  private static final int ID_CHARS = 64;

  private final transient Identity identity;
  private final transient Secrets secrets;
  private final transient UrlSigner signer;
  private final transient Clock clock;
  private final transient ChunkReads reads;
  private final transient ChunkWrites writes;
  private final transient Copies copies;

  ChunkServlet(
      Load load,
      Identity identity,
      Secrets secrets,
      Clock clock,
      ChunkReads reads,
      ChunkWrites writes,
      Copies copies) {
    super(load);
    this.identity = identity;
    this.secrets = secrets;
    this.signer = new UrlSigner(secrets);
    this.clock = clock;
    this.reads = reads;
    this.writes = writes;
    this.copies = copies;
  }

  @Override
  void handle(Call call) throws IOException {
    identity.admit(call);
    boolean trusted = call.header("Authorization").map(secrets::accepts).orElse(false);
    String path = call.rawPath();
    if (!trusted) {
      signedRead(call, path);
      return;
    }
    switch (path) {
      case ROOT -> {
        switch (call.method()) {
          case "POST" -> writes.store(call);
          case "GET" -> reads.list(call);
          default -> throw notAllowed(call, "GET, POST");
        }
      }
      case COPIES -> {
        expectPost(call);
        copies.copySmall(call);
      }
      case READ -> {
        expectPost(call);
        reads.readSmall(call);
      }
      default -> one(call, path);
    }
  }

  private void one(Call call, String path) throws IOException {
    ChunkId id = id(path);
    switch (path.substring(ROOT.length() + 1 + ID_CHARS)) {
      case "" -> {
        switch (call.method()) {
          case "GET", "HEAD" -> reads.read(call, id, Optional.empty());
          case "DELETE" -> writes.delete(call, id);
          default -> throw notAllowed(call, "GET, HEAD, DELETE");
        }
      }
      case "/keep" -> {
        expectPost(call);
        writes.keep(call, id);
      }
      case "/copy" -> {
        expectPost(call);
        copies.copy(call, id);
      }
      default -> throw notFound();
    }
  }

  /** Without a token there is one thing to ask for: to read what a signature allows. */
  private void signedRead(Call call, String path) throws IOException {
    boolean readsOnly = call.method().equals("GET") || call.isHead();
    boolean signs = call.rawQuery().contains("signature=");
    if (!readsOnly || !signs || call.header("Authorization").isPresent()) {
      throw new FilesException(ProblemType.UNAUTHORIZED, "This needs the servers' bearer token");
    }
    ChunkId id = id(path);
    SignedRead allowed =
        path.length() > ROOT.length() + 1 + ID_CHARS
            ? null
            : signer.verify(id, call.rawQuery(), clock.instant()).orElse(null);
    if (allowed == null) {
      throw new FilesException(
          ProblemType.FORBIDDEN, "The link has expired or was not made by this service");
    }
    identity.expect(allowed.node());
    reads.read(call, id, Optional.of(allowed));
  }

  private static ChunkId id(String path) {
    int start = ROOT.length() + 1;
    if (!path.startsWith(ROOT + "/") || path.length() < start + ID_CHARS) {
      throw notFound();
    }
    return ChunkId.parse(path.substring(start, start + ID_CHARS))
        .orElseThrow(ChunkServlet::notFound);
  }

  static Optional<ChunkId> chunkId(RequestTarget target, String name) {
    return target.parameter(name).map(text -> chunkId(name, text));
  }

  /**
   * The ids of a list that came as a message.
   *
   * @param name of the list
   * @param texts 1 to {@link CopyList#MOST_CHUNKS}; else, and when one is no id, it is refused
   */
  static List<ChunkId> chunkIds(String name, List<String> texts) {
    if (texts == null || texts.isEmpty() || texts.size() > CopyList.MOST_CHUNKS) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          "%s: expected 1 to %d chunks, found %d"
              .formatted(name, CopyList.MOST_CHUNKS, texts == null ? 0 : texts.size()));
    }
    return texts.stream().map(text -> chunkId(name, Objects.requireNonNullElse(text, ""))).toList();
  }

  private static ChunkId chunkId(String name, String text) {
    return ChunkId.parse(text)
        .orElseThrow(
            () -> RequestTarget.invalid(name, text, "64 lower-case hex digits (a SHA-256 value)"));
  }

  private static void expectPost(Call call) {
    if (!call.method().equals("POST")) {
      throw notAllowed(call, "POST");
    }
    // Nothing can be got there, so there is nothing that a tag could name.
    call.conditions().judge(Validators.NOTHING);
  }

  private static FilesException notAllowed(Call call, String allowed) {
    return Refusal.methodNotAllowed(call.method(), allowed);
  }

  static FilesException notFound() {
    return new FilesException(ProblemType.NOT_FOUND, "The node has nothing under this path");
  }
}
