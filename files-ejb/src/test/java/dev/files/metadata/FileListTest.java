package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.content;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.keys.KeyId;
import dev.files.protocol.FileId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileListTest {
  private static final KeyId MINE = new KeyId(new UUID(0, 1));
  private static final KeyId OTHER = new KeyId(new UUID(0, 2));

  private TestDatabase db;
  private SqlLedger ledger;
  private FileListing list;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    Leases leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, ids -> {}, new SecureRandom());
    list = new FileList(db.database());
  }

  private void upload(String name, Optional<KeyId> owner) {
    LeaseId lease = ledger.open();
    ledger.commit(
        lease,
        List.of(
            new NewFile(
                name,
                "text/plain",
                new Expiry.After(Duration.ofHours(1)),
                owner,
                content(placed(name, copy(NODE_A, 1), copy(NODE_B, 1))))));
    ledger.close(lease);
  }

  private List<String> names(Authority caller, String search) {
    return list
        .list(caller, Optional.of(search).filter(q -> !q.isEmpty()), Optional.empty(), 100)
        .files()
        .stream()
        .map(FileView::name)
        .toList();
  }

  @Test
  void aKeySeesItsOwnTheAdministratorAllAndTheLatestFirst() {
    upload("a", Optional.of(MINE));
    upload("b", Optional.of(OTHER));
    upload("c", Optional.empty());
    upload("d", Optional.of(MINE));
    assertThat(names(new Authority.Key(MINE), "")).containsExactly("d", "a");
    assertThat(names(Authority.ADMIN, "")).containsExactly("d", "c", "b", "a");
  }

  @Test
  void aSearchIsOfPartsOfNamesInEitherCase() {
    upload("Map of Oslo", Optional.of(MINE));
    upload("100%", Optional.of(MINE));
    assertThat(names(Authority.ADMIN, "oslo")).containsExactly("Map of Oslo");
    assertThat(names(Authority.ADMIN, "%")).containsExactly("100%");
    assertThat(names(Authority.ADMIN, "_")).isEmpty();
  }

  @Test
  void whatExpiredIsNotListed() {
    upload("a", Optional.of(MINE));
    db.run("UPDATE file SET uploaded = 'epoch', expires = clock_timestamp()");
    assertThat(names(Authority.ADMIN, "")).isEmpty();
  }

  @Test
  void pagesMissNothingAndRepeatNothingThoughMomentsAreEqual() {
    for (int i = 0; i < 7; i++) {
      upload("f" + i, Optional.of(MINE));
    }
    db.run("UPDATE file SET uploaded = '2026-01-01T00:00:00Z' WHERE name < 'f4'");
    List<String> seen = new ArrayList<>();
    Optional<FilePlace> after = Optional.empty();
    do {
      FileListing.Page page = list.list(new Authority.Key(MINE), Optional.empty(), after, 2);
      page.files().forEach(file -> seen.add(file.name()));
      after = page.next().map(place -> FilePlace.parse(place.toString()).orElseThrow());
    } while (after.isPresent());
    assertThat(seen).hasSize(7).doesNotHaveDuplicates().startsWith("f6", "f5", "f4");
  }

  @Test
  void aSearchLooksAtABoundedNumberOfFilesAndGoesOnThere() {
    upload("needle", Optional.of(MINE));
    db.run(
        "INSERT INTO file (id, token_hash, name, media_type, uploaded, owner, content_id)"
            + " SELECT lpad(i::text, 22, '0'), token_hash, 'hay', media_type,"
            + " uploaded + i * interval '1 second', owner, content_id"
            + " FROM file, generate_series(1, ?) AS i",
        FileList.MOST_LOOKED_AT);
    FileListing.Page page = list.list(Authority.ADMIN, Optional.of("needle"), Optional.empty(), 10);
    assertThat(page.files()).isEmpty();
    FileListing.Page next = list.list(Authority.ADMIN, Optional.of("needle"), page.next(), 10);
    assertThat(next.files()).extracting(FileView::name).containsExactly("needle");
    assertThat(next.next()).isEmpty();
  }

  @Test
  void aPlaceIsWhatWasTold() {
    FilePlace place =
        new FilePlace(Instant.parse("2026-11-01T10:00:00.123456Z"), new FileId("A".repeat(22)));
    assertThat(FilePlace.parse(place.toString())).hasValue(place);
    for (String text : new String[] {"", ".", "1.x", "x." + "A".repeat(22), "1".repeat(30)}) {
      assertThat(FilePlace.parse(text)).isEmpty();
    }
  }
}
