package dev.files.metadata;

import dev.files.database.Database;
import dev.files.database.DatabaseException;
import dev.files.metadata.CommitQueue.NamedFile;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.security.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The ledger on PostgreSQL. An upload costs one statement that waits for the disk ({@link
 * CommitStatement}), whatever its size, and shares it with others that come at the same time. What
 * leases cost is one statement each that does not wait, and a renewal now and then.
 */
public final class SqlLedger implements UploadLedger {
  private static final Logger LOG = Logger.getLogger(SqlLedger.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int FILE_ID_BYTES = 16;

  private final Database database;
  private final Leases leases;
  private final int replicasWanted;
  private final RepairHints hints;
  private final SecureRandom random;
  private final CommitQueue commits = new CommitQueue(this::record);

  public SqlLedger(
      Database database,
      Leases leases,
      int replicasWanted,
      RepairHints hints,
      SecureRandom random) {
    this.database = database;
    this.leases = leases;
    this.replicasWanted = replicasWanted;
    this.hints = hints;
    this.random = random;
  }

  @Override
  public LeaseId open() {
    return leases.open();
  }

  @Override
  public boolean renew(LeaseId lease) {
    return leases.renew(lease);
  }

  @Override
  public void close(LeaseId lease) {
    try {
      leases.close(lease);
    } catch (FilesException e) {
      LOG.debugf(e, "lease %s is left to lapse", lease);
    }
  }

  @Override
  public List<RecordedFile> commit(LeaseId lease, List<NewFile> files) {
    // Whatever is done twice on the way is done with these ids.
    List<NamedFile> named =
        files.stream()
            .map(file -> new NamedFile(newFileId(), Secrets.random(random), file))
            .toList();
    try {
      return commits.commit(lease, named);
    } catch (DatabaseException e) {
      if (e.violates("file_expires_ahead")) {
        throw new FilesException(
            ProblemType.INVALID_VALUE, "expires: the moment is past, so nothing was recorded", e);
      }
      throw e;
    }
  }

  /** For tests: commits that wait for others. */
  int waiting() {
    return commits.waiting();
  }

  private List<RecordedFile> record(LeaseId lease, List<NamedFile> files) {
    CommitParameters parameters = new CommitParameters(replicasWanted);
    Map<FileId, NamedFile> named = new LinkedHashMap<>();
    for (NamedFile file : files) {
      parameters.add(file.id(), tokenHash(file.manageToken()), file.file());
      named.put(file.id(), file);
    }
    Map<FileId, RecordedFile> recorded = execute(parameters.of(lease), named);
    if (recorded.size() != files.size()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE,
          "The upload took too long to be recorded safely; try again",
          RETRY_AFTER);
    }
    List<ChunkId> below = parameters.below();
    if (!below.isEmpty()) {
      hints.hint(below);
    }
    return named.keySet().stream().map(recorded::get).toList();
  }

  private Map<FileId, RecordedFile> execute(Object[] parameters, Map<FileId, NamedFile> named) {
    Map<FileId, RecordedFile> recorded = new HashMap<>();
    database
        .single(
            sql ->
                sql.list(
                    CommitStatement.TEXT,
                    row ->
                        recorded(
                            named.get(new FileId(row.text("id"))),
                            row.instant("uploaded"),
                            row.optionalInstant("expires"),
                            row.number("content_id"),
                            row.sha256("sha256")),
                    parameters))
        .forEach(file -> recorded.put(file.file().id(), file));
    return recorded;
  }

  private static RecordedFile recorded(
      NamedFile named,
      Instant uploaded,
      Optional<Instant> expires,
      long contentId,
      Optional<Sha256> sha256) {
    NewContent content = named.file().content();
    return new RecordedFile(
        new FileView(
            named.id(),
            named.file().name(),
            named.file().mediaType(),
            uploaded,
            expires,
            contentId,
            content.root(),
            content.layout(),
            content.size(),
            sha256,
            content.chunks().size(),
            0),
        named.manageToken(),
        content.locations());
  }

  private FileId newFileId() {
    byte[] bytes = new byte[FILE_ID_BYTES];
    random.nextBytes(bytes);
    return new FileId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** A token has 256 random bits, so one fast hash hides it. */
  static Sha256 tokenHash(String token) {
    return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }
}
