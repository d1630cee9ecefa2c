package dev.files.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.LeaseId;
import dev.files.metadata.UploadLedger;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.transfer.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedLeasesTest {
  private final FakeLedger ledger = new FakeLedger();
  private final AtomicLong clock = new AtomicLong();
  private final Ticker ticker = new Ticker(clock::get);
  private final SharedLeases leases =
      new SharedLeases(ledger, ticker, Runnable::run, Duration.ofHours(12));

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
    ticker.tick();
  }

  @Test
  void isSharedByThoseThatBeginWithinAMoment() {
    LeaseId first = leases.join().id();
    pass(SharedLeases.SHARED_FOR.dividedBy(2));
    assertThat(leases.join().id()).isEqualTo(first);
    pass(SharedLeases.SHARED_FOR);
    assertThat(leases.join().id()).isNotEqualTo(first);
    assertThat(ledger.open).hasSize(2);
  }

  @Test
  void endsWithTheLastOfThem() {
    SharedLeases.Lease one = leases.join();
    SharedLeases.Lease other = leases.join();
    one.close();
    one.close();
    pass(SharedLeases.SHARED_FOR.multipliedBy(2));
    assertThat(ledger.open).contains(other.id());
    other.close();
    pass(Duration.ZERO);
    assertThat(ledger.open).isEmpty();
  }

  @Test
  void doesNotEndWhileItCanBeJoined() {
    SharedLeases.Lease one = leases.join();
    one.close();
    pass(SharedLeases.SHARED_FOR.dividedBy(2));
    assertThat(leases.join().id()).isEqualTo(one.id());
  }

  @Test
  void endsAnUploadThatTakesTooLong() {
    SharedLeases.Lease endless = leases.join();
    for (int hour = 0; hour < 12; hour++) {
      endless.check();
      pass(Duration.ofHours(1));
    }
    pass(Duration.ofNanos(1));
    assertThatThrownBy(endless::check)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
  }

  @Test
  void endsWithTheLongestTimeAlsoWhenNobodyClosesIt() {
    leases.join();
    pass(Duration.ofHours(12).plus(SharedLeases.SHARED_FOR));
    assertThat(ledger.open).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(ledger.open).isEmpty();
  }

  @Test
  void isAskedForAgainSoonButNotAtOnceWhenTheDatabaseIsAway() {
    SharedLeases.Lease lease = leases.join();
    ledger.away = true;
    pass(UploadLedger.RENEW_EVERY.plusNanos(1));
    ledger.away = false;
    pass(SharedLeases.RENEW_AGAIN.dividedBy(2));
    assertThat(ledger.renewed).hasValue(0);
    pass(SharedLeases.RENEW_AGAIN);
    assertThat(ledger.renewed).hasValue(1);
    lease.check();
  }

  @Test
  void isNotJoinedOnceItWasLost() {
    SharedLeases.Lease lost = leases.join();
    ledger.open.clear();
    // Young enough to be joined, by a clock that the renewals do not look at.
    pass(UploadLedger.RENEW_EVERY.plusSeconds(1));
    assertThatThrownBy(lost::check).isInstanceOf(FilesException.class);
    SharedLeases.Lease next = leases.join();
    assertThat(next.id()).isNotEqualTo(lost.id());
    next.check();
  }

  @Test
  void isNotJoinedAfterACommitWasRefused() {
    SharedLeases.Lease refused = leases.join();
    SharedLeases.Lease beside = leases.join();
    refused.distrust();
    assertThat(leases.join().id()).isNotEqualTo(refused.id());
    pass(UploadLedger.RENEW_EVERY.plusSeconds(1));
    assertThat(ledger.renewed.get()).isPositive();
    beside.check();
  }
}
