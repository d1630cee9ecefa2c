package dev.files.node.http;

import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.NodeHeaders;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Who this node is, and whether it may speak: its URL may have been another node's a moment ago,
 * and calls meant for that one must do nothing here.
 *
 * @param isRegistered whether a front has accepted this process as the node with this id
 */
public record Identity(NodeId node, DirectoryId directory, BooleanSupplier isRegistered) {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final HttpString NODE = new HttpString(NodeHeaders.NODE);
  private static final HttpString DIRECTORY = new HttpString(NodeHeaders.DIRECTORY);
  private static final HttpString PROTOCOL = new HttpString(NodeHeaders.PROTOCOL);

  /**
   * Passes a call that this node may answer; the answer, whatever it will be, is signed.
   *
   * @throws FilesException MISDIRECTED when another node is meant, UNAVAILABLE before the node is
   *     registered
   */
  void admit(Call call) {
    sign(ServletRequestContext.requireCurrent().getExchange());
    Optional<String> meant = call.header(NodeHeaders.NODE);
    if (meant.isPresent() && !meant.get().equals(node.hex())) {
      throw misdirected();
    }
    Optional<String> data = call.header(NodeHeaders.DIRECTORY);
    if (data.isPresent() && !data.get().equals(directory.hex())) {
      throw new FilesException(
          ProblemType.MISDIRECTED, "Node " + node + " holds other data than the caller believes");
    }
    if (meant.isEmpty() && speaksNames(call)) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, NodeHeaders.NODE + " must name the node that is meant");
    }
    if (!isRegistered.getAsBoolean()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "No front has accepted this node yet", RETRY_AFTER);
    }
  }

  /** Passes a signed URL that was made for this node; one that names none is of an older front. */
  void expect(Optional<NodeId> signed) {
    if (signed.isPresent() && !signed.get().equals(node)) {
      throw misdirected();
    }
  }

  // At the last moment, because a refusal clears what was set before.
  private void sign(HttpServerExchange exchange) {
    exchange.addResponseCommitListener(
        answer -> {
          answer.getResponseHeaders().put(NODE, node.hex());
          answer.getResponseHeaders().put(DIRECTORY, directory.hex());
          answer.getResponseHeaders().put(PROTOCOL, NodeHeaders.CURRENT);
        });
  }

  private FilesException misdirected() {
    return new FilesException(
        ProblemType.MISDIRECTED, "The call is meant for another node; this is node " + node);
  }

  private static boolean speaksNames(Call call) {
    try {
      return Integer.parseInt(call.header(NodeHeaders.PROTOCOL).orElse("0")) >= NodeHeaders.NAMED;
    } catch (NumberFormatException e) {
      return true;
    }
  }
}
