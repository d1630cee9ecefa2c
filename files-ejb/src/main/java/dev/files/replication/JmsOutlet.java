package dev.files.replication;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.util.List;

/** Sends hints to the queue. The connection factory bounds every wait. */
final class JmsOutlet implements HintQueue.Outlet {
  private final ConnectionFactory connections;
  private final Queue queue;

  JmsOutlet(ConnectionFactory connections, Queue queue) {
    this.connections = connections;
    this.queue = queue;
  }

  @Override
  public void send(List<RepairMessage> messages) {
    try (JMSContext context = connections.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      JMSProducer producer = context.createProducer();
      for (RepairMessage message : messages) {
        producer.send(queue, message.text());
      }
    }
  }
}
