package dev.files.incontainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.files.download.Delivery;
import dev.files.download.Downloads;
import dev.files.health.FrontHealth;
import dev.files.metadata.Authority;
import dev.files.metadata.Expiry;
import dev.files.metadata.FileDirectory;
import dev.files.metadata.FileView;
import dev.files.metadata.RecordedFile;
import dev.files.nodes.NodeRegistry;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.ByteRange;
import dev.files.upload.Inflow;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSession;
import dev.files.upload.UploadSpec;
import dev.files.upload.Uploads;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The beans of the front as the server wires them: real timers, listeners, queues and rows. */
@ExtendWith(ArquillianExtension.class)
class FrontInContainerIT {
  private static final int MIB = 1024 * 1024;

  @Inject Uploads uploads;
  @Inject Downloads downloads;
  @Inject FileDirectory directory;
  @Inject NodeRegistry nodes;
  @Inject FrontHealth health;

  @Resource(lookup = "java:jboss/datasources/FilesDS")
  DataSource database;

  @Resource(lookup = "java:/jms/FilesConnectionFactory")
  ConnectionFactory broker;

  @Resource(lookup = "java:/jms/queue/FilesReplication")
  Queue replication;

  /** The archive that users deploy, and beside its modules one with this class. */
  @Deployment
  static EnterpriseArchive files() throws IOException {
    EnterpriseArchive ear =
        ShrinkWrap.createFromZipFile(
            EnterpriseArchive.class,
            new File(System.getProperty("files.root"), "files-ear/target/files.ear"));
    WebArchive tests =
        ShrinkWrap.create(WebArchive.class, "tests.war")
            .addClass(FrontInContainerIT.class)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    return ear.addAsModule(Testable.archiveToTest(tests))
        .setApplicationXML(new StringAsset(withModule(ear, "tests.war", "/in-container-tests")));
  }

  private static String withModule(EnterpriseArchive ear, String war, String context)
      throws IOException {
    try (InputStream in = ear.get("META-INF/application.xml").getAsset().openStream()) {
      String descriptor = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String module =
          "<module><web><web-uri>%s</web-uri><context-root>%s</context-root></web></module>"
              .formatted(war, context);
      int at = descriptor.indexOf("<module>");
      return descriptor.substring(0, at) + module + descriptor.substring(at);
    }
  }

  @Test
  void storesAndGivesBackThroughTheBeans() throws IOException {
    byte[] bytes = random(1, 9 * MIB + 1);
    FileView file = upload(bytes, Layout.FIXED).file();
    assertEquals(3, file.chunkCount());
    assertEquals(Sha256.of(bytes), file.sha256().orElseThrow());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Delivery delivery =
        downloads.open(directory.find(file.id()).orElseThrow(), ByteRange.all(file.size()))) {
      for (Optional<ByteBuffer> piece = delivery.next();
          piece.isPresent();
          piece = delivery.next()) {
        byte[] copy = new byte[piece.get().remaining()];
        piece.get().get(copy);
        out.write(copy);
      }
    }
    assertArrayEquals(bytes, out.toByteArray());
  }

  @Test
  void aSessionThatIsNotCommittedLeavesNothing() throws Exception {
    byte[] bytes = random(2, MIB);
    try (UploadSession session = uploads.begin(Optional.empty())) {
      add(session, spec(bytes, Layout.FIXED), bytes);
    }
    assertEquals(0, count("select count(*) from chunk where id = ?", Sha256.of(bytes).bytes()));
    await(() -> count("select count(*) from write_lease where owner <> ?", "") == 0);
  }

  @Test
  void onlyItsTokenDeletesAFile() throws IOException {
    RecordedFile recorded = upload(random(3, 10), Layout.WHOLE);
    FilesException refused =
        assertThrows(
            FilesException.class,
            () ->
                directory.delete(recorded.file().id(), new Authority.Token("wrong"), any -> true));
    assertEquals(ProblemType.FORBIDDEN, refused.type());
    directory.delete(
        recorded.file().id(), new Authority.Token(recorded.manageToken()), any -> true);
    assertTrue(directory.find(recorded.file().id()).isEmpty());
  }

  @Test
  void timersCollectWhatWasDeleted() throws Exception {
    byte[] bytes = random(4, 2 * MIB);
    RecordedFile recorded = upload(bytes, Layout.FIXED);
    byte[] chunk = Sha256.of(bytes).bytes();
    assertEquals(1, count("select count(*) from chunk where id = ?", chunk));
    assertEquals(2, count("select count(*) from replica where chunk_id = ?", chunk));
    directory.delete(
        recorded.file().id(), new Authority.Token(recorded.manageToken()), any -> true);
    await(() -> count("select count(*) from replica where chunk_id = ?", chunk) == 0);
    await(() -> count("select count(*) from chunk where id = ?", chunk) == 0);
  }

  @Test
  void messagesThatMakeNoSenseOrComeTwiceDoNoHarm() throws Exception {
    byte[] bytes = random(5, MIB);
    upload(bytes, Layout.FIXED);
    Sha256 chunk = Sha256.of(bytes);
    try (JMSContext context = broker.createContext()) {
      for (String text : List.of("", "nonsense", "2 " + chunk, "1 " + chunk, "1 " + chunk)) {
        context.createProducer().send(replication, text);
      }
      context.createProducer().send(replication, new byte[] {1, 2, 3});
    }
    await(
        () -> {
          try (JMSContext context = broker.createContext()) {
            return !context.createBrowser(replication).getEnumeration().hasMoreElements();
          }
        });
    assertEquals(2, count("select count(*) from replica where chunk_id = ?", chunk.bytes()));
  }

  @Test
  void aHintHasTheListenerMakeTheCopyThatIsMissing() throws Exception {
    byte[] bytes = random(6, MIB);
    upload(bytes, Layout.FIXED);
    Sha256 chunk = Sha256.of(bytes);
    update(
        "DELETE FROM replica r WHERE chunk_id = ? AND node_id ="
            + " (SELECT min(node_id::text)::uuid FROM replica WHERE chunk_id = r.chunk_id)",
        chunk.bytes());
    assertEquals(1, count("select count(*) from replica where chunk_id = ?", chunk.bytes()));
    update("INSERT INTO repair (chunk_id) VALUES (?)", chunk.bytes());
    try (JMSContext context = broker.createContext()) {
      context.createProducer().send(replication, "1 " + chunk);
    }
    await(() -> count("select count(*) from replica where chunk_id = ?", chunk.bytes()) == 2);
    await(() -> count("select count(*) from repair where chunk_id = ?", chunk.bytes()) == 0);
  }

  @Test
  void goesOnAtOnceWhenTheDatabaseHasDroppedAllConnections() throws Exception {
    byte[] bytes = random(7, MIB);
    FileView file = upload(bytes, Layout.FIXED).file();
    for (int round = 0; round < 3; round++) {
      dropConnections();
      assertEquals(file.size(), directory.find(file.id()).orElseThrow().size());
      dropConnections();
      upload(bytes, Layout.FIXED);
    }
  }

  private void dropConnections() throws SQLException {
    List<Connection> several = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      several.add(database.getConnection());
    }
    String drop =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE usename = current_user AND pid <> pg_backend_pid()";
    try (ResultSet rows = several.get(0).createStatement().executeQuery(drop)) {
      rows.next();
      assertTrue(rows.getLong(1) >= 4, "few connections were dropped");
    }
    for (Connection connection : several) {
      connection.close();
    }
  }

  @Test
  void theFrontIsReadyAndKnowsItsNodes() {
    assertTrue(health.report().ready(), () -> health.report().toString());
    assertEquals(3, nodes.active().size());
  }

  private RecordedFile upload(byte[] bytes, Layout layout) throws IOException {
    try (UploadSession session = uploads.begin(Optional.empty())) {
      add(session, spec(bytes, layout), bytes);
      RecordedFile recorded = session.commit().get(0);
      assertEquals(2, session.copies());
      return recorded;
    }
  }

  private static void add(UploadSession session, UploadSpec spec, byte[] bytes) throws IOException {
    Inflow file = session.begin(spec);
    for (int at = 0; at < bytes.length; ) {
      ByteBuffer room = file.room();
      int length = Math.min(room.remaining(), bytes.length - at);
      room.put(bytes, at, length);
      file.received();
      at += length;
    }
    file.end();
  }

  private static UploadSpec spec(byte[] bytes, Layout layout) {
    return new UploadSpec(
        "test.bin",
        "application/octet-stream",
        Expiry.NEVER,
        new LayoutChoice(layout, 5),
        OptionalLong.of(bytes.length),
        List.of());
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void update(String sql, Object parameter) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, parameter);
      assertEquals(1, statement.executeUpdate());
    }
  }

  private long count(String sql, Object parameter) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "not within 60 s");
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
