package dev.files.http;

import java.io.IOException;

/**
 * A request that is served in steps: a step runs on a thread of its lane while bytes move; between
 * steps the request holds a socket and no thread.
 */
public interface Stepwise extends AutoCloseable {
  /** See {@link Next#AWAIT_MOMENT}. */
  long MOMENT_MILLIS = 1000;

  /** What has to happen before the next step. */
  enum Next {
    /** The client sends bytes of the body. */
    AWAIT_BYTES,
    /** The client takes bytes of the answer. */
    AWAIT_ROOM,
    /**
     * Some time passes, {@value Stepwise#MOMENT_MILLIS} ms: what is awaited has nothing to do with
     * the client.
     */
    AWAIT_MOMENT,
    /** Nothing: the request is served. */
    DONE
  }

  /**
   * Works until the client has to do something. May wait for other servers and for memory, never
   * for the client.
   *
   * @throws dev.files.protocol.FilesException what the client is told, as long as no byte of the
   *     answer has left; later the connection is broken
   * @throws IOException the client is gone
   */
  Next step() throws IOException;

  /** Over, whatever happened. Called exactly once; never throws. */
  @Override
  void close();
}
