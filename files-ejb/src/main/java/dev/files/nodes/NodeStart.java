package dev.files.nodes;

import dev.files.protocol.DirectoryId;
import dev.files.protocol.http.NodeHeaders;
import java.util.Optional;

/**
 * What a node told of its present start.
 *
 * @param directory the data that it holds; empty from a node that names none
 * @param protocol what it speaks; see {@link NodeHeaders}
 */
public record NodeStart(Optional<DirectoryId> directory, int protocol) {
  /** Of a node of the version before, or one whose last ping a front of that version took. */
  public static final NodeStart UNTOLD = new NodeStart(Optional.empty(), NodeHeaders.UNNAMED);
}
