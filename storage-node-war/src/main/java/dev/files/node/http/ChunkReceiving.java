package dev.files.node.http;

import dev.files.http.Exchange;
import dev.files.http.Stepwise;
import dev.files.node.store.Arrival;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * The bytes of a chunk on their way from socket to store. Between two steps the arrival is paused:
 * then it holds little, or nothing that others cannot have.
 */
final class ChunkReceiving implements Stepwise {
  private static final Logger LOG = Logger.getLogger(ChunkReceiving.class);

  private final Exchange exchange = Exchange.current();
  private final Call call;
  private final Arrival arrival;

  ChunkReceiving(Call call, Arrival arrival) {
    this.call = call;
    this.arrival = arrival;
  }

  @Override
  public Next step() throws IOException {
    while (true) {
      int read = exchange.read(arrival.room());
      if (read > 0) {
        arrival.received();
      } else if (read == 0) {
        arrival.paused();
        return Next.AWAIT_BYTES;
      } else {
        ChunkWrites.answer(call, arrival.commit());
        return Next.DONE;
      }
    }
  }

  @Override
  public void close() {
    try {
      arrival.close();
    } catch (IOException e) {
      LOG.warnf("what came of a chunk was not removed: %s", e.getMessage());
    }
  }
}
