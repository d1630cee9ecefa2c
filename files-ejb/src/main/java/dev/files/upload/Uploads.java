package dev.files.upload;

import dev.files.metadata.UploadLedger;
import dev.files.placement.Placement;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.SlabPool;
import dev.files.transfer.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Random;

/** The way in: bytes from any protocol become recorded files. */
@ApplicationScoped
public class Uploads {
  @Inject UploadLedger ledger;
  @Inject NodeCalls calls;
  @Inject SlabPool memory;
  @Inject Ticker ticker;
  @Inject FrontSettings settings;
  @Resource ManagedExecutorService executor;

  private Intake intake;
  private SharedLeases leases;

  @PostConstruct
  void assemble() {
    SendPolicy policy = SendPolicy.of(settings.replicas(), settings.writeQuorum());
    leases = new SharedLeases(ledger, ticker, executor);
    intake =
        new Intake(
            new Sending(calls, executor, ticker, policy),
            memory,
            new Placement(new Random()),
            new UploadLimits(settings.maxFileBytes(), settings.maxWholeBytes()));
  }

  /** Starts a session; close it in any case. */
  public UploadSession begin() {
    return new OpenUpload(intake, ledger, leases);
  }
}
