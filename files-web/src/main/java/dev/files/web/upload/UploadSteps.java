package dev.files.web.upload;

import dev.files.http.BodySource;
import dev.files.http.Stepwise;
import dev.files.metadata.RecordedFile;
import dev.files.upload.Inflow;
import dev.files.upload.UploadSession;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A request that uploads, in steps: its body moves into a session, which then is committed and
 * answered.
 */
final class UploadSteps implements Stepwise {
  /** A request's body, on its way into the session. */
  interface Body {
    /**
     * Moves what has come.
     *
     * @return false: more is to come, and has not come yet
     */
    boolean moveTo(UploadSession session) throws IOException;
  }

  /** What is told when all is recorded. */
  interface Answer {
    Stepwise to(List<RecordedFile> recorded, int copies) throws IOException;
  }

  /** Others who wait for the thread are let in after so much. */
  static final long BYTES_A_STEP = 16L << 20;

  /** Moves what has come into a file, or its share; false: more is to come. */
  static boolean move(BodySource source, Inflow file) throws IOException {
    for (long left = BYTES_A_STEP; left > 0; ) {
      int read = source.read(file.room());
      if (read < 0) {
        file.end();
        return true;
      }
      if (read == 0) {
        file.paused();
        return false;
      }
      left -= read;
      file.received();
    }
    file.paused();
    return false;
  }

  private final UploadSession session;
  private final Body body;
  private final Answer answer;
  private Optional<Stepwise> answering = Optional.empty();

  UploadSteps(UploadSession session, Body body, Answer answer) {
    this.session = session;
    this.body = body;
    this.answer = answer;
  }

  @Override
  public Next step() throws IOException {
    if (answering.isEmpty()) {
      if (!body.moveTo(session)) {
        return Next.AWAIT_BYTES;
      }
      List<RecordedFile> recorded = session.commit();
      // Whoever is slow to hear of it keeps nothing of it.
      session.close();
      answering = Optional.of(answer.to(recorded, session.copies()));
    }
    return answering.get().step();
  }

  @Override
  public void close() {
    answering.ifPresent(Stepwise::close);
    session.close();
  }
}
