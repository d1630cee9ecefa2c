package dev.files.web;

import dev.files.keys.KeyId;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.upload.Inflow;
import dev.files.upload.UploadSession;
import dev.files.upload.UploadSpec;
import dev.files.upload.Uploads;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Uploads into {@link MemoryFiles} by the rules that the edge relies on, with a fault to set. */
final class MemoryUploads extends Uploads {
  private final MemoryFiles files;
  private final long maxBytes;
  volatile Optional<FilesException> refusal = Optional.empty();
  final AtomicInteger openSessions = new AtomicInteger();
  final AtomicInteger pauses = new AtomicInteger();

  MemoryUploads(MemoryFiles files, long maxBytes) {
    this.files = files;
    this.maxBytes = maxBytes;
  }

  @Override
  public UploadSession begin(Optional<KeyId> owner) {
    openSessions.incrementAndGet();
    return new Session(owner);
  }

  private final class Session implements UploadSession {
    private final Optional<KeyId> owner;
    private final List<UploadSpec> specs = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private boolean closed;

    Session(Optional<KeyId> owner) {
      this.owner = owner;
    }

    @Override
    public Inflow begin(UploadSpec spec) {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      if (spec.layout().layout() == Layout.EQUAL && spec.size().isEmpty()) {
        throw new FilesException(ProblemType.LENGTH_REQUIRED, "the size must be known");
      }
      return new Arriving(spec);
    }

    private final class Arriving implements Inflow {
      private final UploadSpec spec;
      private final ByteArrayOutputStream all = new ByteArrayOutputStream();
      private final ByteBuffer room = ByteBuffer.allocate(3000);

      Arriving(UploadSpec spec) {
        this.spec = spec;
      }

      @Override
      public ByteBuffer room() {
        return room.clear();
      }

      @Override
      public void received() {
        all.write(room.array(), 0, room.position());
        if (all.size() > maxBytes) {
          throw new FilesException(ProblemType.TOO_LARGE, "more than " + maxBytes + " bytes");
        }
      }

      @Override
      public void paused() {
        pauses.incrementAndGet();
      }

      @Override
      public void end() {
        byte[] content = all.toByteArray();
        if (spec.size().isPresent() && spec.size().getAsLong() != content.length) {
          throw new FilesException(ProblemType.MISMATCH, "another size than announced");
        }
        for (Sha256 announced : spec.announced()) {
          if (!announced.equals(Sha256.of(content))) {
            throw new FilesException(ProblemType.MISMATCH, "other bytes than announced");
          }
        }
        specs.add(spec);
        contents.add(content);
      }
    }

    @Override
    public List<RecordedFile> commit() {
      List<RecordedFile> recorded = new ArrayList<>();
      for (int i = 0; i < specs.size(); i++) {
        RecordedFile file = files.record(specs.get(i), contents.get(i));
        owner.ifPresent(key -> files.owners.put(file.file().id(), key));
        recorded.add(file);
      }
      return recorded;
    }

    @Override
    public int copies() {
      return 2;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openSessions.decrementAndGet();
      }
    }
  }
}
