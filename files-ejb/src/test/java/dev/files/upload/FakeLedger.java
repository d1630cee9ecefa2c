package dev.files.upload;

import dev.files.metadata.LeaseId;
import dev.files.metadata.NewFile;
import dev.files.metadata.RecordedFile;
import dev.files.metadata.Samples;
import dev.files.metadata.UploadLedger;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger in memory. */
final class FakeLedger implements UploadLedger {
  final List<NewFile> files = new CopyOnWriteArrayList<>();
  final Set<LeaseId> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger renewed = new AtomicInteger();

  /** As if the database could not be reached. */
  volatile boolean away;

  private void reach() {
    if (away) {
      throw new FilesException(ProblemType.UNAVAILABLE, "away");
    }
  }

  @Override
  public LeaseId open() {
    reach();
    opened.incrementAndGet();
    LeaseId lease = new LeaseId(UUID.randomUUID());
    open.add(lease);
    return lease;
  }

  @Override
  public boolean renew(LeaseId lease) {
    reach();
    renewed.incrementAndGet();
    return open.contains(lease);
  }

  @Override
  public List<RecordedFile> commit(LeaseId lease, List<NewFile> added) {
    reach();
    if (!open.contains(lease)) {
      throw new FilesException(ProblemType.UNAVAILABLE, "the lease was lost");
    }
    files.addAll(added);
    return added.stream()
        .map(file -> Samples.recorded(new FileId("A".repeat(22)), "token", file))
        .toList();
  }

  @Override
  public void close(LeaseId lease) {
    open.remove(lease);
  }
}
