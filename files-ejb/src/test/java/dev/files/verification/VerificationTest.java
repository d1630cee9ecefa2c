package dev.files.verification;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.bytes;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.collection.MemoryNodes;
import dev.files.database.TestDatabase;
import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.metadata.Leases;
import dev.files.metadata.Samples;
import dev.files.metadata.SqlLedger;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.verification.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private final TestDatabase db = TestDatabase.empty();
  private final MemoryNodes nodes = new MemoryNodes(NODE_A, NODE_B);
  private final SqlLedger ledger =
      new SqlLedger(
          db.database(), new Leases(db.database(), "test"), 2, chunks -> {}, new SecureRandom());
  private final Verification verification =
      new NodeVerification(db.database(), nodes, nodes.calls(), 2);

  VerificationTest() {
    db.ping(NODE_A, NODE_B);
  }

  private void upload(String text) {
    LeaseId lease = ledger.open();
    ledger.commit(
        lease,
        List.of(
            Samples.file(
                "file",
                Samples.placed(
                    text,
                    new CopyAt(NODE_A, nodes.put(NODE_A, bytes(text)).generation()),
                    new CopyAt(NODE_B, nodes.put(NODE_B, bytes(text)).generation())))));
    ledger.close(lease);
  }

  private List<Kind> kinds(NodeId node, boolean read) {
    return verification.copies(node, Optional.empty(), read).findings().stream()
        .map(Finding::kind)
        .toList();
  }

  private List<Kind> contents() {
    return verification.contents(0).findings().stream().map(Finding::kind).toList();
  }

  @Test
  void findsNothingWhereAllIsSound() {
    upload("x");
    upload("y");
    Page page = verification.copies(NODE_A, Optional.empty(), true);
    assertThat(page).isEqualTo(new Page(2, 2, 0, List.of(), Optional.empty()));
    assertThat(verification.contents(0)).isEqualTo(new Page(2, 0, 0, List.of(), Optional.empty()));
  }

  @Test
  void findsCopiesThatAreNotThereOrOlder() {
    upload("x");
    nodes.lose(NODE_A, chunk("x").id());
    assertThat(kinds(NODE_A, false)).containsExactly(Kind.MISSING);
    db.run("UPDATE replica SET generation = generation + 100 WHERE node_id = ?", NODE_B);
    assertThat(kinds(NODE_B, false)).containsExactly(Kind.MISSING);
  }

  @Test
  void findsRotOnlyByReading() {
    upload("x");
    nodes.damage(NODE_A, chunk("x").id(), 0);
    assertThat(kinds(NODE_A, false)).isEmpty();
    assertThat(kinds(NODE_A, true)).containsExactly(Kind.ROTTEN);
    assertThat(kinds(NODE_B, true)).isEmpty();
  }

  @Test
  void tellsOrphansFromCopiesOfUploadsUnderWay() throws IOException {
    LeaseId lease = ledger.open();
    nodes.put(NODE_A, bytes("x"));
    assertThat(verification.copies(NODE_A, Optional.empty(), false).underWay()).isEqualTo(1);
    assertThat(kinds(NODE_A, false)).isEmpty();
    ledger.close(lease);
    Page page = verification.copies(NODE_A, Optional.empty(), false);
    assertThat(page.findings()).extracting(Finding::kind).containsExactly(Kind.ORPHAN);
    assertThat(page.findings()).extracting(Finding::bytes).containsExactly(1L);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    verification.copy(NODE_A, chunk("x").id(), saved);
    assertThat(saved.toByteArray()).isEqualTo(bytes("x"));

    upload("x");
    db.run("DELETE FROM replica WHERE node_id = ?", NODE_A);
    assertThat(kinds(NODE_A, false)).containsExactly(Kind.SURPLUS);
  }

  @Test
  void findsContentsThatAreNotMadeUpOfTheirChunksOrHaveTooFewCopies() {
    upload("x");
    db.run("UPDATE replica SET bad_since = clock_timestamp() WHERE node_id = ?", NODE_A);
    assertThat(contents()).containsExactly(Kind.ENDANGERED);
    db.run("UPDATE replica SET bad_since = NULL");
    db.run("UPDATE content SET size = size + 1");
    assertThat(contents()).containsExactly(Kind.BROKEN);
    db.run("UPDATE content SET size = size - 1");
    db.run("UPDATE content_chunk SET chunk_offset = 1");
    assertThat(contents()).containsExactly(Kind.BROKEN);
    db.run("DELETE FROM content_chunk");
    assertThat(contents()).containsExactly(Kind.BROKEN);
  }

  @Test
  void goesOnWhereThePageEnded() {
    for (int i = 0; i <= VerifiedContents.PAGE; i++) {
      upload("content " + i);
    }
    for (int i = 0; i < VerifiedCopies.PAGE; i++) {
      nodes.put(NODE_A, bytes("orphan " + i));
    }
    long contents = 0;
    long pages = 0;
    for (Optional<String> next = Optional.of("0"); next.isPresent(); pages++) {
      Page page = verification.contents(Long.parseLong(next.get()));
      contents += page.checked();
      next = page.next();
    }
    assertThat(contents).isEqualTo(VerifiedContents.PAGE + 1);
    assertThat(pages).isEqualTo(2);
    List<Finding> orphans = new ArrayList<>();
    long copies = 0;
    Optional<String> after = Optional.empty();
    do {
      Page page =
          verification.copies(
              NODE_A, after.map(id -> dev.files.protocol.ChunkId.parse(id).orElseThrow()), false);
      copies += page.checked();
      orphans.addAll(page.findings());
      after = page.next();
    } while (after.isPresent());
    assertThat(copies).isEqualTo(VerifiedContents.PAGE + 1 + VerifiedCopies.PAGE);
    assertThat(orphans).hasSize(VerifiedCopies.PAGE);
  }

  @Test
  void saysThatANodeCannotBeAsked() {
    nodes.away.add(NODE_A);
    assertThatThrownBy(() -> verification.copies(NODE_A, Optional.empty(), false))
        .isInstanceOf(FilesException.class);
    nodes.silent.add(NODE_B);
    assertThatThrownBy(() -> verification.copies(NODE_B, Optional.empty(), false))
        .isInstanceOf(FilesException.class);
  }
}
