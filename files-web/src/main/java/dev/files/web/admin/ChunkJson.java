package dev.files.web.admin;

import dev.files.metadata.ChunkView;
import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import java.time.Instant;
import java.util.List;

/** A chunk as JSON: what is null is not so, or not known. */
record ChunkJson(String id, long size, Instant suspectSince, List<Copy> copies, List<Use> uses) {
  record Copy(String node, long generation, Instant badSince, boolean condemned) {
    static Copy of(ChunkView.Copy copy) {
      return new Copy(
          copy.node().hex(),
          copy.generation().value(),
          copy.badSince().orElse(null),
          copy.condemned());
    }
  }

  record Use(String content, int order, long offset, List<String> files) {
    static Use of(ChunkView.Use use) {
      return new Use(
          use.root().map(ContentRoot::toString).orElse(null),
          use.ordinal(),
          use.offset(),
          use.files().stream().map(FileId::text).toList());
    }
  }

  static ChunkJson of(ChunkView view) {
    return new ChunkJson(
        view.chunk().id().toString(),
        view.chunk().size(),
        view.suspectSince().orElse(null),
        view.copies().stream().map(Copy::of).toList(),
        view.uses().stream().map(Use::of).toList());
  }
}
