package dev.files.replication;

import dev.files.protocol.http.Trace;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.util.List;

/** Sends hints to the queue. The connection factory bounds every wait. */
final class JmsOutlet implements HintQueue.Outlet {
  /** A property is named like an identifier, so not as the header is. */
  static final String REQUEST_ID = "requestId";

  static final String TRACEPARENT = Trace.TRACEPARENT;

  private final ConnectionFactory connections;
  private final Queue queue;

  JmsOutlet(ConnectionFactory connections, Queue queue) {
    this.connections = connections;
    this.queue = queue;
  }

  @Override
  public void send(List<HintQueue.Hint> hints) {
    try (JMSContext context = connections.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      JMSProducer producer = context.createProducer();
      for (HintQueue.Hint hint : hints) {
        producer.setProperty(REQUEST_ID, hint.trace().request());
        producer.setProperty(TRACEPARENT, hint.trace().traceparent());
        producer.send(queue, hint.message().text());
      }
    }
  }
}
