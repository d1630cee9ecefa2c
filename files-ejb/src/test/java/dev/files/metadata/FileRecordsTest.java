package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hibernate validates the schema when the factory is made, as it does in the server. */
class FileRecordsTest {
  private static final TestDatabase DB = TestDatabase.empty();
  private static EntityManagerFactory factory;

  private RecordedFile recorded;

  @BeforeAll
  static void start() throws ClassNotFoundException {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClass(FileEntity.class);
    configuration.addAnnotatedClass(ContentEntity.class);
    configuration.addAnnotatedClass(ChunkEntity.class);
    configuration.addAnnotatedClass(ReplicaEntity.class);
    configuration.addAnnotatedClass(Class.forName("dev.files.nodes.NodeEntity"));
    configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, DB.source());
    configuration.setProperty(AvailableSettings.HBM2DDL_AUTO, "validate");
    configuration.setProperty(AvailableSettings.JDBC_TIME_ZONE, "UTC");
    factory = configuration.buildSessionFactory();
  }

  @AfterAll
  static void stop() {
    factory.close();
  }

  @BeforeEach
  void record() {
    TestDatabase.empty();
    SqlLedger ledger =
        new SqlLedger(
            DB.database(), new Leases(DB.database(), "test"), 2, chunks -> {}, new SecureRandom());
    recorded =
        ledger
            .commit(
                ledger.open(), List.of(file("a", placed("x", copy(NODE_A, 1), copy(NODE_B, 1)))))
            .get(0);
  }

  private static <T> T within(Function<FileRecords, T> work) {
    try (EntityManager entities = factory.createEntityManager()) {
      entities.getTransaction().begin();
      try {
        T result = work.apply(new FileRecords(entities));
        entities.getTransaction().commit();
        return result;
      } finally {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      }
    }
  }

  private static Optional<FileView> find(FileId id) {
    return within(records -> records.find(id));
  }

  private FileId id() {
    return recorded.file().id();
  }

  private Authority token() {
    return new Authority.Token(recorded.manageToken());
  }

  private static void delete(FileId id, Authority authority) {
    within(
        records -> {
          records.delete(id, authority);
          return id;
        });
  }

  @Test
  void findsWhatTheLedgerRecorded() {
    assertThat(find(id())).contains(recorded.file());
    assertThat(find(new FileId("A".repeat(22)))).isEmpty();
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRest() {
    FileView changed =
        within(
            records ->
                records.change(
                    id(),
                    new FileChange(
                        Optional.of("b"),
                        Optional.empty(),
                        Optional.of(new Expiry.After(Duration.ofHours(1)))),
                    token()));
    assertThat(changed.name()).isEqualTo("b");
    assertThat(changed.mediaType()).isEqualTo("text/plain");
    assertThat(changed.expires()).isPresent();
    assertThat(find(id()).orElseThrow().name()).isEqualTo("b");
    FileView forever =
        within(
            records ->
                records.change(
                    id(),
                    new FileChange(Optional.empty(), Optional.empty(), Optional.of(Expiry.NEVER)),
                    Authority.ADMIN));
    assertThat(forever.expires()).isEmpty();
  }

  @Test
  void refusesAWrongTokenAndAnUnknownFile() {
    Authority wrong = new Authority.Token("wrong");
    assertProblem(ProblemType.FORBIDDEN, () -> delete(id(), wrong));
    assertProblem(ProblemType.NOT_FOUND, () -> delete(new FileId("A".repeat(22)), wrong));
    assertThat(find(id())).isPresent();
  }

  @Test
  void refusesAnExpiryThatIsNotAhead() {
    assertProblem(
        ProblemType.INVALID_VALUE,
        () ->
            within(
                records ->
                    records.change(
                        id(),
                        new FileChange(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Expiry.At(Instant.EPOCH))),
                        token())));
    assertThat(find(id()).orElseThrow().expires()).isEmpty();
  }

  @Test
  void deletesTheFileAndMakesItsContentSuspectAtOnce() {
    delete(id(), token());
    assertThat(find(id())).isEmpty();
    assertThat(DB.number("SELECT count(*) AS n FROM content WHERE suspect_since IS NOT NULL"))
        .isEqualTo(1);
    assertProblem(ProblemType.NOT_FOUND, () -> delete(id(), token()));
  }

  @Test
  void takesAnExpiredFileForAbsentByTheClockOfTheDatabase() {
    DB.run(
        "UPDATE file SET uploaded = clock_timestamp() - interval '2 hours', expires ="
            + " clock_timestamp() - interval '1 millisecond'");
    assertThat(find(id())).isEmpty();
    assertProblem(ProblemType.NOT_FOUND, () -> delete(id(), Authority.ADMIN));
  }

  private static void assertProblem(
      ProblemType type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
  }
}
