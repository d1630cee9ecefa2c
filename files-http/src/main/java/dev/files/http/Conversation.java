package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.Trace;
import io.undertow.server.ServerConnection;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.AsyncContextImpl;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Serves a {@link Stepwise} request: runs its steps on threads of its lane and, between them, has
 * the server's selector watch the socket.
 *
 * <p>The first step runs on the thread of the caller; when that was all, nothing else happens and
 * failures are the caller's. From then on the conversation answers failures itself. A step never
 * runs twice at once: whoever ends a wait (the socket, the clock, the end of the connection) takes
 * {@link #waiting} first.
 */
public final class Conversation {
  private static final Logger LOG = Logger.getLogger(Conversation.class);

  /** The conversation that a connection has now; a connection outlives many. */
  private static final AttachmentKey<AtomicReference<Conversation>> CURRENT =
      AttachmentKey.create(AtomicReference.class);

  private final Exchange exchange;
  private final HttpServletResponse response;
  private final Stepwise steps;
  private final Consumer<AsyncContext> last;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private Stepwise.Next next = Stepwise.Next.DONE;
  private boolean finishing;
  private long waitingSince;
  private XnioExecutor.Key timer = () -> true;
  private AsyncContextImpl async;
  private ServletRequestContext context;
  private AtomicReference<Conversation> current;

  private Conversation(
      Exchange exchange,
      HttpServletResponse response,
      Stepwise steps,
      Consumer<AsyncContext> last) {
    this.exchange = exchange;
    this.response = response;
    this.steps = steps;
    this.last = last;
  }

  /**
   * Serves the request. When this returns it is served, or it goes on without this thread.
   *
   * @throws FilesException what the first step threw; no byte of the answer has left
   * @throws IOException the client is gone
   */
  public static void start(HttpServletRequest request, HttpServletResponse response, Stepwise steps)
      throws IOException {
    Exchange exchange = Exchange.current();
    new Conversation(exchange, response, steps, async -> Lingering.of(exchange, async::complete))
        .begin(request);
  }

  /**
   * Receives a small body. When it is here at once, that is told; else the request comes again,
   * dispatched anew, when its body is here.
   *
   * @return whether the body is here
   */
  public static boolean receive(
      HttpServletRequest request, HttpServletResponse response, SmallBody body) throws IOException {
    return new Conversation(Exchange.current(), response, body, AsyncContext::dispatch)
        .begin(request);
  }

  /** True: it is over already. */
  private boolean begin(HttpServletRequest request) throws IOException {
    boolean goesOn = false;
    try {
      next = step();
      goesOn = next != Stepwise.Next.DONE;
    } finally {
      if (!goesOn) {
        steps.close();
      }
    }
    if (goesOn) {
      context = ServletRequestContext.requireCurrent();
      current = watched(exchange.server.getConnection());
      current.set(this);
      async = (AsyncContextImpl) request.startAsync();
      // The rates are judged here.
      async.setTimeout(0);
      // When this thread has left the server's handlers: before, channels cannot be watched.
      async.addAsyncTask(this::await);
    }
    return !goesOn;
  }

  private static AtomicReference<Conversation> watched(ServerConnection connection) {
    AtomicReference<Conversation> current = connection.getAttachment(CURRENT);
    if (current == null) {
      AtomicReference<Conversation> created = new AtomicReference<>();
      connection.putAttachment(CURRENT, created);
      connection.addCloseListener(
          closed -> {
            Conversation left = created.get();
            if (left != null) {
              left.resume();
            }
          });
      return created;
    }
    return current;
  }

  /** One step, and after the last one the end of the answer's body. */
  private Stepwise.Next step() throws IOException {
    Stepwise.Next then = finishing ? Stepwise.Next.DONE : steps.step();
    if (then == Stepwise.Next.DONE && exchange.isAnswering()) {
      finishing = true;
      return exchange.finish() ? Stepwise.Next.DONE : Stepwise.Next.AWAIT_ROOM;
    }
    return then;
  }

  private LeastRate rate() {
    return next == Stepwise.Next.AWAIT_BYTES ? exchange.arriving() : exchange.leaving();
  }

  private boolean awaitsClient() {
    return next != Stepwise.Next.AWAIT_MOMENT;
  }

  private void await() {
    waitingSince = System.nanoTime();
    long longest =
        awaitsClient() ? rate().leftNanos() : TimeUnit.MILLISECONDS.toNanos(Stepwise.MOMENT_MILLIS);
    timer = exchange.server.getIoThread().executeAfter(this::resume, longest, TimeUnit.NANOSECONDS);
    waiting.set(true);
    if (next == Stepwise.Next.AWAIT_BYTES) {
      StreamSourceChannel source = exchange.source();
      source
          .getReadSetter()
          .set(
              channel -> {
                channel.suspendReads();
                resume();
              });
      source.resumeReads();
    } else if (next == Stepwise.Next.AWAIT_ROOM) {
      StreamSinkChannel sink = exchange.sink();
      sink.getWriteSetter()
          .set(
              channel -> {
                channel.suspendWrites();
                resume();
              });
      sink.resumeWrites();
    }
    if (!exchange.server.getConnection().isOpen()) {
      resume();
    }
  }

  /** Something happened: bytes, room, time, or the end of the connection. */
  private void resume() {
    if (waiting.compareAndSet(true, false)) {
      Edge.laneOf(exchange.server).execute(this::goOnAsRequest);
    }
  }

  /** Class loader, naming and the like are those of the application, as in the first step. */
  private void goOnAsRequest() {
    try {
      context
          .getDeployment()
          .createThreadSetupAction(
              (server, unused) -> {
                goOn();
                return null;
              })
          .call(exchange.server, context);
    } catch (Exception e) {
      throw new IllegalStateException("a step could not be run as a part of its request", e);
    }
  }

  private void goOn() {
    Trace.Scope scope = exchange.trace().enter();
    try {
      goOnWithIt();
    } finally {
      scope.close();
    }
  }

  private void goOnWithIt() {
    timer.remove();
    if (awaitsClient() && !rate().isMetAfter(System.nanoTime() - waitingSince)) {
      fail(new FilesException(ProblemType.TOO_SLOW, "The client was slower than " + rate()));
      return;
    }
    try {
      if (!exchange.server.getConnection().isOpen()) {
        throw new IOException("the client closed the connection");
      }
      next = step();
    } catch (Throwable e) {
      fail(e);
      return;
    }
    if (next == Stepwise.Next.DONE) {
      close();
      last.accept(async);
    } else {
      await();
    }
  }

  private void fail(Throwable failure) {
    close();
    Answers.refuse(exchange, response, failure);
    Lingering.of(exchange, async::complete);
  }

  private void close() {
    current.set(null);
    try {
      steps.close();
    } catch (RuntimeException e) {
      LOG.error("a request could not give back what it held", e);
    }
  }
}
