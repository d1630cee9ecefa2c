package dev.files.upload;

import dev.files.keys.KeyId;
import dev.files.metadata.NewContent;
import dev.files.metadata.NewFile;
import dev.files.metadata.PlacedChunk;
import dev.files.metadata.RecordedFile;
import dev.files.metadata.UploadLedger;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An upload session: the lease, the files so far, and what is on its way to the nodes. */
final class OpenUpload implements UploadSession {
  /** A file whose bytes were read; its last chunks may still be under way. */
  record Draft(UploadSpec spec, long size, Sha256 sha256, List<PlacedChunk> chunks) {
    NewFile file(Optional<KeyId> owner) {
      Layout layout = spec.layout().layout();
      return new NewFile(
          spec.name(),
          spec.mediaType(),
          spec.expires(),
          owner,
          new NewContent(layout, size, Optional.of(sha256), chunks));
    }
  }

  private final Intake intake;
  private final UploadLedger ledger;
  private final SharedLeases leases;
  private final Optional<KeyId> owner;
  private final Pipeline pipeline = new Pipeline();
  private final List<Draft> drafts = new ArrayList<>();
  private Optional<FileInflow> arriving = Optional.empty();
  private Optional<SharedLeases.Lease> lease = Optional.empty();
  private boolean closed;
  private int copies;

  OpenUpload(Intake intake, UploadLedger ledger, SharedLeases leases, Optional<KeyId> owner) {
    this.owner = owner;
    this.intake = intake;
    this.ledger = ledger;
    this.leases = leases;
  }

  @Override
  public Inflow begin(UploadSpec spec) throws IOException {
    checkOpen();
    settle();
    Cuts cuts = intake.accept(spec);
    arriving = Optional.of(new FileInflow(intake, spec, cuts, pipeline, lease()));
    return arriving.get();
  }

  private void settle() {
    arriving
        .map(file -> file.draft().orElseThrow(() -> new IllegalStateException("no end of a file")))
        .ifPresent(drafts::add);
    arriving = Optional.empty();
  }

  @Override
  public List<RecordedFile> commit() {
    checkOpen();
    settle();
    SharedLeases.Lease held = lease();
    try {
      pipeline.drain();
    } catch (InterruptedIOException e) {
      throw Sending.unavailable("The server is stopping");
    }
    held.check();
    List<RecordedFile> recorded = record(held);
    drafts.forEach(draft -> intake.sending().holders().recorded(draft.chunks()));
    copies =
        drafts.stream()
            .flatMap(draft -> draft.chunks().stream())
            .mapToInt(placed -> placed.copies().size())
            .min()
            .orElse(intake.replicas());
    closed = true;
    held.close();
    return recorded;
  }

  private List<RecordedFile> record(SharedLeases.Lease held) {
    try {
      return ledger.commit(held.id(), drafts.stream().map(draft -> draft.file(owner)).toList());
    } catch (RuntimeException e) {
      held.distrust();
      throw e;
    }
  }

  @Override
  public int copies() {
    return copies;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    arriving.ifPresent(FileInflow::close);
    pipeline.cancel();
    lease.ifPresent(SharedLeases.Lease::close);
  }

  private SharedLeases.Lease lease() {
    if (lease.isEmpty()) {
      lease = Optional.of(leases.join());
    }
    return lease.get();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the upload is over");
    }
  }
}
