package dev.files.node.http;

import java.io.IOException;

/** The client went away, or does not take or send bytes: its connection is of no more use. */
final class PeerGone extends IOException {
  PeerGone(String message) {
    super(message);
  }

  PeerGone(IOException cause) {
    super("the connection broke: " + cause.getMessage(), cause);
  }
}
