package dev.files.web;

import dev.files.assembly.AssemblyRequest;
import dev.files.assembly.FileAssembly;
import dev.files.keys.KeyId;
import dev.files.metadata.Authority;
import dev.files.metadata.ChunkDirectory;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ChunkView;
import dev.files.metadata.ContentMap;
import dev.files.metadata.Expiry;
import dev.files.metadata.FileChange;
import dev.files.metadata.FileDirectory;
import dev.files.metadata.FileListing;
import dev.files.metadata.FilePlace;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.ContentRoots;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.Layout;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.upload.UploadSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Files in memory behind the domain's faces, each cut into chunks of 1000 bytes. */
final class MemoryFiles
    implements FileDirectory, FileListing, ChunkDirectory, ContentMap, FileAssembly {
  static final Instant UPLOADED = Instant.parse("2026-11-01T10:00:00Z");
  static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");
  static final int CHUNK_BYTES = 1000;

  private final Map<FileId, RecordedFile> files = new ConcurrentHashMap<>();
  private final Map<Long, byte[]> contents = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  final List<AssemblyRequest> assembled = new ArrayList<>();
  final Map<FileId, KeyId> owners = new ConcurrentHashMap<>();

  /** What manage tokens begin with. */
  String tokens = "manage-token-of-";

  private static Optional<Instant> instant(Expiry expiry) {
    return expiry instanceof Expiry.After after
        ? Optional.of(UPLOADED.plus(after.duration()))
        : expiry instanceof Expiry.At at ? Optional.of(at.instant()) : Optional.empty();
  }

  RecordedFile record(UploadSpec spec, byte[] bytes) {
    long id = ids.incrementAndGet();
    contents.put(id, bytes);
    Optional<Instant> expires = instant(spec.expires());
    List<ChunkLocations> chunks = chunksFrom(id, 0, Integer.MAX_VALUE);
    FileView view =
        new FileView(
            new FileId(String.format("file-%017d", id)),
            spec.name(),
            spec.mediaType(),
            UPLOADED,
            expires,
            id,
            ContentRoots.of(
                spec.layout().layout(), chunks.stream().map(ChunkLocations::chunk).toList()),
            spec.layout().layout(),
            bytes.length,
            Optional.of(Sha256.of(bytes)),
            chunks.size(),
            0);
    RecordedFile recorded = new RecordedFile(view, tokens + id, chunks);
    files.put(view.id(), recorded);
    return recorded;
  }

  byte[] bytes(FileView file) {
    return contents.get(file.contentId());
  }

  List<FileView> all() {
    return recorded().stream().map(RecordedFile::file).toList();
  }

  List<RecordedFile> recorded() {
    return files.values().stream()
        .sorted((a, b) -> Long.compare(a.file().contentId(), b.file().contentId()))
        .toList();
  }

  @Override
  public Page list(
      Authority caller, Optional<String> search, Optional<FilePlace> after, int limit) {
    List<FileView> seen =
        all().stream()
            .filter(
                file ->
                    !(caller instanceof Authority.Key key)
                        || key.id().equals(owners.get(file.id())))
            .filter(file -> search.map(file.name()::contains).orElse(true))
            .filter(file -> after.map(place -> isBehind(file, place)).orElse(true))
            .toList();
    Optional<FilePlace> next =
        seen.size() > limit
            ? Optional.of(new FilePlace(UPLOADED, seen.get(limit - 1).id()))
            : Optional.empty();
    return new Page(seen.subList(0, Math.min(limit, seen.size())), next);
  }

  private static boolean isBehind(FileView file, FilePlace place) {
    return file.id().text().compareTo(place.id().text()) > 0;
  }

  @Override
  public Optional<FileView> find(FileId id) {
    return Optional.ofNullable(files.get(id)).map(RecordedFile::file);
  }

  @Override
  public List<ChunkLocations> chunksAt(long contentId, int first, int limit) {
    return chunksFrom(contentId, (long) first * CHUNK_BYTES, limit);
  }

  @Override
  public Optional<ChunkView> find(ChunkId id) {
    return all().stream()
        .flatMap(
            file ->
                chunksFrom(file.contentId(), 0, Integer.MAX_VALUE).stream()
                    .filter(chunk -> chunk.chunk().id().equals(id))
                    .map(chunk -> view(file, chunk)))
        .findFirst();
  }

  private static ChunkView view(FileView file, ChunkLocations chunk) {
    return new ChunkView(
        chunk.chunk(),
        Optional.empty(),
        List.of(new ChunkView.Copy(NODE, new Generation(1), Optional.empty(), false)),
        List.of(
            new ChunkView.Use(
                Optional.of(file.root()), chunk.ordinal(), chunk.offset(), List.of(file.id()))));
  }

  @Override
  public FileView change(
      FileId id, FileChange change, Authority authority, Predicate<FileView> expected) {
    RecordedFile recorded = authorized(id, authority, expected);
    FileView old = recorded.file();
    FileView changed =
        new FileView(
            id,
            change.name().orElse(old.name()),
            change.mediaType().orElse(old.mediaType()),
            old.uploaded(),
            change.expires().isPresent() ? instant(change.expires().get()) : old.expires(),
            old.contentId(),
            old.root(),
            old.layout(),
            old.size(),
            old.sha256(),
            old.chunkCount(),
            old.version() + 1);
    files.put(id, new RecordedFile(changed, recorded.manageToken(), recorded.chunks()));
    return changed;
  }

  @Override
  public void delete(FileId id, Authority authority, Predicate<FileView> expected) {
    authorized(id, authority, expected);
    files.remove(id);
  }

  private RecordedFile authorized(FileId id, Authority authority, Predicate<FileView> expected) {
    RecordedFile recorded =
        Optional.ofNullable(files.get(id))
            .orElseThrow(() -> new FilesException(ProblemType.NOT_FOUND, "no such file"));
    boolean wrong =
        (authority instanceof Authority.Token token && !token.text().equals(recorded.manageToken()))
            || (authority instanceof Authority.Key key && !key.id().equals(owners.get(id)));
    if (wrong) {
      throw new FilesException(ProblemType.FORBIDDEN, "wrong token");
    }
    if (!expected.test(recorded.file())) {
      throw new FilesException(ProblemType.PRECONDITION_FAILED, "not as expected");
    }
    return recorded;
  }

  @Override
  public List<ChunkLocations> chunksFrom(long contentId, long offset, int limit) {
    byte[] bytes = contents.get(contentId);
    List<ChunkLocations> chunks = new ArrayList<>();
    for (int ordinal = (int) (offset / CHUNK_BYTES);
        ordinal * CHUNK_BYTES < bytes.length && chunks.size() < limit;
        ordinal++) {
      int start = ordinal * CHUNK_BYTES;
      byte[] chunk =
          java.util.Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + CHUNK_BYTES));
      chunks.add(
          new ChunkLocations(
              ordinal,
              start,
              new ChunkRef(ChunkId.ofBytes(Sha256.of(chunk).bytes()), chunk.length),
              List.of(NODE)));
    }
    return chunks;
  }

  @Override
  public RecordedFile assemble(AssemblyRequest request) {
    assembled.add(request);
    return record(
        new UploadSpec(
            request.name(),
            request.mediaType(),
            request.expires(),
            new dev.files.upload.LayoutChoice(Layout.LISTED, 5),
            java.util.OptionalLong.empty(),
            List.of()),
        new byte[0]);
  }
}
