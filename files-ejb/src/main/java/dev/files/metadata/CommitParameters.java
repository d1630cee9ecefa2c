package dev.files.metadata;

import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.keys.KeyId;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rows of a commit, each key once, as the arrays that {@link CommitStatement} unnests. */
final class CommitParameters {
  private final int replicasWanted;
  private final Map<ContentRoot, NewContent> contents = new TreeMap<>();
  private final Map<ChunkId, Chunk> chunks = new TreeMap<>();
  private final List<FileRow> files = new ArrayList<>();

  private record Chunk(long size, Map<NodeId, Generation> copies) {}

  private record FileRow(FileId id, Sha256 tokenHash, NewFile file, ContentRoot root) {}

  CommitParameters(int replicasWanted) {
    this.replicasWanted = replicasWanted;
  }

  /** Adds a file; answers the root of its content. */
  ContentRoot add(FileId id, Sha256 tokenHash, NewFile file) {
    NewContent content = file.content();
    ContentRoot root = content.root();
    contents.merge(root, content, (a, b) -> a.sha256().isPresent() ? a : b);
    for (PlacedChunk placed : content.chunks()) {
      Chunk chunk =
          chunks.computeIfAbsent(
              placed.chunk().id(), any -> new Chunk(placed.chunk().size(), new TreeMap<>()));
      if (chunk.size() != placed.chunk().size()) {
        throw new IllegalArgumentException("two sizes for chunk " + placed.chunk().id());
      }
      for (CopyAt copy : placed.copies()) {
        chunk.copies().merge(copy.node(), copy.generation(), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    files.add(new FileRow(id, tokenHash, file, root));
    return root;
  }

  /** Chunks that have fewer copies than wanted. */
  List<ChunkId> below() {
    return chunks.entrySet().stream()
        .filter(entry -> entry.getValue().copies().size() < replicasWanted)
        .map(Map.Entry::getKey)
        .toList();
  }

  Object[] of(LeaseId lease) {
    List<Object> all = new ArrayList<>();
    all.add(lease.uuid());
    addContents(all);
    all.add(Many.hashes(chunks.keySet()));
    all.add(Many.longs(chunks.values().stream().map(Chunk::size).toList()));
    addReplicas(all);
    addParts(all);
    all.add(Many.hashes(below()));
    addFiles(all);
    return all.toArray();
  }

  private void addContents(List<Object> all) {
    Collection<NewContent> values = contents.values();
    all.add(Many.hashes(contents.keySet()));
    all.add(Many.ints(values.stream().map(content -> content.layout().code()).toList()));
    all.add(Many.longs(values.stream().map(NewContent::size).toList()));
    all.add(Many.hashes(values.stream().map(NewContent::sha256).toList()));
    all.add(Many.ints(values.stream().map(content -> content.chunks().size()).toList()));
  }

  private void addReplicas(List<Object> all) {
    List<ChunkId> ids = new ArrayList<>();
    List<NodeId> nodes = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    chunks.forEach(
        (id, chunk) ->
            chunk
                .copies()
                .forEach(
                    (node, generation) -> {
                      ids.add(id);
                      nodes.add(node);
                      generations.add(generation);
                    }));
    all.add(Many.hashes(ids));
    all.add(Many.nodes(nodes));
    all.add(Many.longs(generations));
  }

  private void addParts(List<Object> all) {
    List<ContentRoot> roots = new ArrayList<>();
    List<Integer> ordinals = new ArrayList<>();
    List<ChunkId> ids = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    contents.forEach(
        (root, content) -> {
          long offset = 0;
          int ordinal = 0;
          for (PlacedChunk placed : content.chunks()) {
            roots.add(root);
            ordinals.add(ordinal++);
            ids.add(placed.chunk().id());
            offsets.add(offset);
            offset += placed.chunk().size();
          }
          if (offset != content.size()) {
            throw new IllegalArgumentException(
                "the chunks have " + offset + " bytes, the content has " + content.size());
          }
        });
    all.add(Many.hashes(roots));
    all.add(Many.ints(ordinals));
    all.add(Many.hashes(ids));
    all.add(Many.longs(offsets));
  }

  private void addFiles(List<Object> all) {
    all.add(Many.texts(files.stream().map(FileRow::id).toList()));
    all.add(Many.hashes(files.stream().map(FileRow::tokenHash).toList()));
    all.add(Many.texts(files.stream().map(row -> row.file().name()).toList()));
    all.add(Many.texts(files.stream().map(row -> row.file().mediaType()).toList()));
    all.add(Many.longs(files.stream().map(row -> afterMicros(row.file().expires())).toList()));
    all.add(Many.longs(files.stream().map(row -> atMicros(row.file().expires())).toList()));
    all.add(Many.uuids(files.stream().map(row -> row.file().owner().map(KeyId::uuid)).toList()));
    all.add(Many.hashes(files.stream().map(FileRow::root).toList()));
  }

  private static Optional<Long> afterMicros(Expiry expiry) {
    return expiry instanceof Expiry.After after
        ? Optional.of(Sql.micros(after.duration()))
        : Optional.empty();
  }

  private static Optional<Long> atMicros(Expiry expiry) {
    return expiry instanceof Expiry.At at
        ? Optional.of(Sql.micros(Duration.between(Instant.EPOCH, at.instant())))
        : Optional.empty();
  }
}
