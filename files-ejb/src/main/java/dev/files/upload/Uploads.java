package dev.files.upload;

import dev.files.keys.KeyId;
import dev.files.metadata.Holders;
import dev.files.metadata.UploadLedger;
import dev.files.placement.Placement;
import dev.files.protocol.config.Settings;
import dev.files.protocol.http.Trace;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.SlabPool;
import dev.files.transfer.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Random;

/** The way in: bytes from any protocol become recorded files. */
@ApplicationScoped
public class Uploads {
  @Inject UploadLedger ledger;
  @Inject NodeCalls calls;
  @Inject Holders holders;
  @Inject SlabPool memory;
  @Inject Ticker ticker;
  @Inject FrontSettings front;
  @Inject Settings settings;
  @Resource ManagedExecutorService executor;

  private Intake intake;
  private SharedLeases leases;

  @PostConstruct
  void assemble() {
    SendPolicy policy = SendPolicy.of(front.replicas(), front.writeQuorum());
    UploadLimits limits = UploadLimits.from(front, settings);
    leases = new SharedLeases(ledger, ticker, Trace.carrying(executor), limits.longest());
    intake =
        new Intake(
            new Sending(calls, holders, Trace.carrying(executor), ticker, policy),
            memory,
            new StreamPlaces(limits.streams(), ticker::now),
            new Placement(new Random()),
            limits);
  }

  /**
   * Starts a session; close it in any case.
   *
   * @param owner whose the files are; empty: nobody's who is known
   */
  public UploadSession begin(Optional<KeyId> owner) {
    return new OpenUpload(intake, ledger, leases, owner);
  }
}
