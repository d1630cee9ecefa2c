package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.metadata.FileView;
import dev.files.nodes.NodeView;
import dev.files.placement.Candidate;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.security.SignedRead;
import dev.files.protocol.security.UrlSigner;
import dev.files.transfer.NodeCalls;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Sends clients straight to a node, where one node holds the whole content. */
final class Redirects {
  private final ContentMap contents;
  private final NodeCalls calls;
  private final UrlSigner signer;
  private final Clock clock;
  private final Duration validFor;

  Redirects(
      ContentMap contents, NodeCalls calls, UrlSigner signer, Clock clock, Duration validFor) {
    this.contents = contents;
    this.calls = calls;
    this.signer = signer;
    this.clock = clock;
    this.validFor = validFor;
  }

  Optional<URI> redirect(FileView file, boolean inline) {
    if (file.chunkCount() != 1) {
      return Optional.empty();
    }
    return contents.chunksFrom(file.contentId(), 0, 1).stream()
        .findFirst()
        .flatMap(chunk -> redirect(file, chunk, inline));
  }

  private Optional<URI> redirect(FileView file, ChunkLocations chunk, boolean inline) {
    return calls.candidates().stream()
        .filter(candidate -> chunk.nodes().contains(candidate.node().id()))
        .filter(candidate -> !chunk.bad().contains(candidate.node().id()))
        .min(Replicas.LEAST_BUSY)
        .map(Candidate::node)
        .map(
            node ->
                URI.create(
                    base(node.publicUrl())
                        + "/chunk/"
                        + chunk.chunk().id()
                        + "?"
                        + signer.query(read(file, chunk, node, inline))));
  }

  private SignedRead read(FileView file, ChunkLocations chunk, NodeView node, boolean inline) {
    boolean named = node.start().protocol() >= NodeHeaders.NAMED;
    return new SignedRead(
        chunk.chunk().id(),
        named ? Optional.of(node.id()) : Optional.empty(),
        file.name(),
        file.mediaType(),
        inline,
        clock.instant().plus(validFor).getEpochSecond());
  }

  private static String base(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
