package dev.files.nodes;

import dev.files.protocol.messages.ActiveNode;
import dev.files.protocol.messages.Ping;
import dev.files.protocol.messages.PingAnswer;
import java.util.List;

/** Registers nodes and knows who is alive. */
public interface NodeRegistry extends ActiveNodes {
  /**
   * Registers or refreshes a node. Every component of the ping is checked here, nulls included.
   *
   * @throws dev.files.protocol.FilesException INVALID_VALUE that names the field, CONFLICT when
   *     another instance of the same id lives
   */
  PingAnswer ping(Ping ping);

  /** What {@code GET /active-nodes} answers. */
  List<ActiveNode> listing();
}
