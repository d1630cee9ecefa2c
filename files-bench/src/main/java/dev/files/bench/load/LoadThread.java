package dev.files.bench.load;

import dev.files.bench.http.HttpClient;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** One client of a run. Its figures may be read when it has counted down {@code finished}. */
final class LoadThread implements Runnable, Closeable {
  private final Load.Client client;
  private final RunState state;
  private final CountDownLatch connected;
  private final CountDownLatch finished;
  private final HttpClient http = new HttpClient();
  private final Latencies latencies = new Latencies();
  private long requests;
  private long failures;
  private long bytes;
  private Optional<Exception> firstFailure = Optional.empty();

  LoadThread(
      Load.Client client, RunState state, CountDownLatch connected, CountDownLatch finished) {
    this.client = client;
    this.state = state;
    this.connected = connected;
    this.finished = finished;
  }

  @Override
  public void run() {
    try {
      connect();
      state.awaitStart();
      sendAll();
    } catch (InterruptedException | RuntimeException e) {
      // Nobody waits for the interruption of a thread of our own: the run shows it as a failure.
      failed(e);
    } finally {
      finished.countDown();
    }
  }

  private void connect() {
    try {
      client.connect(http);
    } catch (IOException e) {
      failed(e);
    } finally {
      connected.countDown();
    }
  }

  private void sendAll() {
    OptionalLong number = state.nextNumber();
    while (number.isPresent()) {
      long begin = System.nanoTime();
      try {
        bytes += client.send(http, number.getAsLong());
        requests++;
        latencies.add(System.nanoTime() - begin);
      } catch (IOException e) {
        failed(e);
      }
      number = state.nextNumber();
    }
  }

  private void failed(Exception e) {
    failures++;
    firstFailure = Optional.of(firstFailure.orElse(e));
  }

  long requests() {
    return requests;
  }

  long failures() {
    return failures;
  }

  long bytes() {
    return bytes;
  }

  Latencies latencies() {
    return latencies;
  }

  Optional<Exception> firstFailure() {
    return firstFailure;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
