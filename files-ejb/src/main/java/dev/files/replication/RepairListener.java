package dev.files.replication;

import dev.files.protocol.FilesException;
import dev.files.protocol.http.Trace;
import dev.files.workers.OutOfTurn;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.Optional;

/**
 * Listens for hints. A message that cannot be understood, or came while the database was away, is
 * given back: the broker sends it again after a growing pause and in the end lays it aside in the
 * dead-letter queue. That a copy did not succeed is no reason: the row has its own next try.
 */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/queue/FilesReplication"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4"),
      @ActivationConfigProperty(propertyName = "setupAttempts", propertyValue = "-1"),
      @ActivationConfigProperty(propertyName = "setupInterval", propertyValue = "2000")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RepairListener implements MessageListener {
  /** A hint has some 70 characters. */
  private static final int SHOWN_CHARS = 100;

  @Inject ReplicaRepair repair;
  @Inject OutOfTurn worker;

  @Override
  public void onMessage(Message message) {
    Trace.Scope scope = trace(message).enter();
    try {
      repair(message);
    } finally {
      scope.close();
    }
  }

  private static Trace trace(Message message) {
    try {
      return Trace.of(
          Optional.ofNullable(message.getStringProperty(JmsOutlet.REQUEST_ID)),
          Optional.ofNullable(message.getStringProperty(JmsOutlet.TRACEPARENT)));
    } catch (JMSException e) {
      return Trace.begin();
    }
  }

  private void repair(Message message) {
    try {
      String text = message.getBody(String.class);
      RepairMessage hint =
          RepairMessage.parse(text == null ? "" : text)
              .orElseThrow(() -> new IllegalArgumentException("not a hint: " + shown(text)));
      worker.run(ReplicaRepair.NAME, () -> repair.repair(hint.chunks()));
    } catch (JMSException e) {
      throw new IllegalStateException("a message cannot be read", e);
    } catch (FilesException e) {
      // An application exception would count as success.
      throw new IllegalStateException("a hint has to wait", e);
    }
  }

  private static String shown(String text) {
    return text == null || text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS);
  }
}
