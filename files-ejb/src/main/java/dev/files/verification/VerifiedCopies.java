package dev.files.verification;

import dev.files.collection.InventoryComparison;
import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.http.ByteRange;
import dev.files.verification.CopyRows.Unnamed;
import dev.files.verification.Finding.Kind;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One page of a node's copies: what is wrong with them. */
final class VerifiedCopies {
  static final int PAGE = 1000;
  static final int ROWS = 2 * PAGE;

  /** A page that is read ends here, unless it is one chunk, so that an answer is soon there. */
  static final long READ_BYTES = 64 << 20;

  private final CopyRows rows;
  private final ChunkStore store;
  private final boolean read;
  private final List<Finding> findings = new ArrayList<>();
  private long bytesRead;

  /** Whether the page ends where it does for its bytes. */
  private boolean cut;

  VerifiedCopies(CopyRows rows, ChunkStore store, boolean read) {
    this.rows = rows;
    this.store = store;
    this.read = read;
  }

  Page after(Optional<ChunkId> after) throws IOException {
    List<ChunkInfo> copies = page(store.list(after, PAGE));
    // After the node was asked: what was committed in between has its row here.
    List<NamedCopy> named = rows.after(after, ROWS);
    int limit = copies.size() < PAGE && !cut ? PAGE : copies.size();
    InventoryComparison comparison = InventoryComparison.of(copies, limit, named, ROWS);
    for (NamedCopy row : comparison.lost()) {
      lost(row);
    }
    long underWay = unknown(comparison.unknown());
    long checked = 0;
    for (ChunkInfo copy : copies) {
      if (comparison.upTo().map(last -> copy.id().compareTo(last) <= 0).orElse(true)) {
        checked++;
        if (read) {
          read(copy);
        }
      }
    }
    return new Page(
        checked, bytesRead, underWay, findings, comparison.upTo().map(ChunkId::toString));
  }

  private List<ChunkInfo> page(List<ChunkInfo> copies) {
    long sum = 0;
    for (int i = 0; read && i < copies.size(); i++) {
      sum += copies.get(i).size();
      if (sum > READ_BYTES && i > 0) {
        cut = true;
        return copies.subList(0, i);
      }
    }
    return copies;
  }

  // The page may be older than the row, so both are asked once more.
  private void lost(NamedCopy row) throws IOException {
    Optional<ChunkInfo> there = store.find(row.chunk());
    if (there.map(row::isOlderThanNamed).orElse(true) && rows.stillNamed(row)) {
      findings.add(
          Finding.of(
              Kind.MISSING,
              row.chunk(),
              there.map(ChunkInfo::size).orElse(0L),
              there.isEmpty()
                  ? "a row names it, and the node does not have it"
                  : "the node has it only as it was before the row was written"));
    }
  }

  private long unknown(List<ChunkInfo> unknown) {
    Map<ChunkId, ChunkInfo> copies = new HashMap<>();
    unknown.forEach(copy -> copies.put(copy.id(), copy));
    long underWay = 0;
    for (Unnamed one : rows.unnamed(unknown)) {
      if (one.maybeSoon()) {
        underWay++;
      } else {
        findings.add(
            Finding.of(
                one.used() ? Kind.SURPLUS : Kind.ORPHAN,
                one.chunk(),
                copies.get(one.chunk()).size(),
                "no row names this copy"
                    + (one.used() ? "; other copies are named" : ", nor any content its chunk")));
      }
    }
    return underWay;
  }

  private void read(ChunkInfo copy) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try {
      store.read(copy.id(), ByteRange.all(copy.size()), digest::update);
      bytesRead += copy.size();
      if (!ChunkId.ofBytes(digest.digest()).equals(copy.id())) {
        rotten(copy, "its bytes have another hash");
      }
    } catch (FilesException e) {
      // One that was deleted since the page was made is no matter.
      if (e.type() == ProblemType.CORRUPT) {
        rotten(copy, e.getMessage());
      } else if (e.type() != ProblemType.NOT_FOUND) {
        throw e;
      }
    }
  }

  private void rotten(ChunkInfo copy, String detail) {
    findings.add(Finding.of(Kind.ROTTEN, copy.id(), copy.size(), detail));
  }
}
