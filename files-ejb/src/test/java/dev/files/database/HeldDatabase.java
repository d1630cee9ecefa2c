package dev.files.database;

import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Stops before the commit of its next piece of work, all locks held, until told to go on. */
public final class HeldDatabase extends Database {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  public HeldDatabase(DataSource source) {
    super(source);
  }

  @Override
  public <T> T transaction(SqlWork<T> work) {
    return super.transaction(
        sql -> {
          T result = work.run(sql);
          hold();
          return result;
        });
  }

  /** A single statement is held too, in a transaction of its own. */
  @Override
  public <T> T single(SqlWork<T> work) {
    return transaction(work);
  }

  private void hold() {
    reached.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public void awaitReached() throws InterruptedException {
    reached.await();
  }

  public void goOn() {
    goOn.countDown();
  }
}
