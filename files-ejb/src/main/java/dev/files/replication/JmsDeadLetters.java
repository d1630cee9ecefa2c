package dev.files.replication;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.workers.DeadLetters;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** The dead letters of the broker. The connection factory bounds every wait. */
final class JmsDeadLetters implements DeadLetters {
  private static final int SHOWN_CHARS = 200;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** How Artemis marks what it moved because its time was over. */
  private static final String EXPIRED = "_AMQ_ACTUAL_EXPIRY";

  private final ConnectionFactory connections;
  private final Queue queue;
  private final Queue dead;

  JmsDeadLetters(ConnectionFactory connections, Queue queue, Queue dead) {
    this.connections = connections;
    this.queue = queue;
    this.dead = dead;
  }

  @Override
  public List<Letter> first() {
    try (JMSContext context = connections.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        QueueBrowser browser = context.createBrowser(dead)) {
      List<Letter> letters = new ArrayList<>();
      Enumeration<?> messages = browser.getEnumeration();
      while (letters.size() < MOST_TOLD && messages.hasMoreElements()) {
        letters.add(letter((Message) messages.nextElement()));
      }
      return letters;
    } catch (JMSException | JMSRuntimeException e) {
      throw unavailable(e);
    }
  }

  // Sent when it is no longer there: what is lost in between, should this server die, is a hint,
  // and its row is found without. The other way round a failure would leave it in both queues.
  @Override
  public int redrive() {
    try (JMSContext context = connections.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        JMSConsumer consumer = context.createConsumer(dead)) {
      JMSProducer producer = context.createProducer();
      int moved = 0;
      while (moved < MOST_MOVED) {
        Message message = consumer.receiveNoWait();
        if (message == null) {
          break;
        }
        producer.send(queue, body(message));
        moved++;
      }
      return moved;
    } catch (JMSException | JMSRuntimeException e) {
      throw unavailable(e);
    }
  }

  private static Letter letter(Message message) throws JMSException {
    String body = body(message);
    return new Letter(
        body.length() <= SHOWN_CHARS ? body : body.substring(0, SHOWN_CHARS),
        Instant.ofEpochMilli(message.getJMSTimestamp()),
        reason(message, body));
  }

  private static String body(Message message) throws JMSException {
    return message instanceof TextMessage text && text.getText() != null ? text.getText() : "";
  }

  private static String reason(Message message, String body) throws JMSException {
    if (RepairMessage.parse(body).isEmpty()) {
      return "It is not a hint that this version understands.";
    }
    return message.propertyExists(EXPIRED)
        ? "Nobody took it in time."
        : "Every try failed; the logs of the fronts say why.";
  }

  private static FilesException unavailable(Exception e) {
    return new FilesException(
        ProblemType.UNAVAILABLE, "The broker cannot be reached; try again", RETRY_AFTER, e);
  }
}
