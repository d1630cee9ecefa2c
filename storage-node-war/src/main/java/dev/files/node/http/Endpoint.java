package dev.files.node.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** A servlet whose errors leave as problems, whatever they are, and whose requests are counted. */
abstract class Endpoint extends HttpServlet {
  private static final Logger LOG = Logger.getLogger(Endpoint.class);
  private static final Duration RETRY_AFTER_SHUTDOWN = Duration.ofSeconds(5);

  private final transient Load load;
  private final transient Pace.Terms terms;

  Endpoint(Load load, Pace.Terms terms) {
    this.load = load;
    this.terms = terms;
  }

  /**
   * Answers the call. The body has not been touched yet.
   *
   * @throws FilesException what the caller is told
   * @throws PeerGone when there is nobody to tell
   */
  abstract void handle(Call call) throws IOException;

  Pace newPace() {
    return new Pace(terms, System::nanoTime);
  }

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Call call =
        new Call(request, response, RequestBody.of(request, ChunkStore.MAX_CHUNK_BYTES, newPace()));
    if (!load.enter()) {
      call.refuse(
          new FilesException(
              ProblemType.UNAVAILABLE, "The node is shutting down", RETRY_AFTER_SHUTDOWN));
      return;
    }
    try {
      handle(call);
    } catch (FilesException e) {
      if (e.type().status() == 500) {
        LOG.warnf("%s %s: %s", call.method(), call.rawPath(), e.getMessage());
      }
      call.refuse(e);
    } catch (PeerGone e) {
      LOG.debugf("%s %s: %s", call.method(), call.rawPath(), e.getMessage());
      call.abort();
    } catch (IOException | RuntimeException e) {
      LOG.errorf(e, "%s %s failed", call.method(), call.rawPath());
      call.refuse(
          new FilesException(ProblemType.INTERNAL, "The node failed; its log has the reason"));
    } finally {
      load.leave();
    }
  }
}
