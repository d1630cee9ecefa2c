package dev.files.download;

import dev.files.metadata.ContentMap;
import dev.files.metadata.FileView;
import dev.files.protocol.config.Settings;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.Trace;
import dev.files.protocol.security.UrlSigner;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** The way out: the verified bytes of a file, in order, from whichever replicas are well. */
@ApplicationScoped
public class Downloads {
  private static final long MIB = 1L << 20;

  @Inject ContentMap contents;
  @Inject NodeCalls calls;
  @Inject Ticker ticker;
  @Inject UrlSigner signer;
  @Inject Clock clock;
  @Inject Settings settings;
  @Inject FrontSettings frontSettings;
  @Inject Instance<CorruptReplicas> corrupt;
  @Resource ManagedExecutorService executor;

  private Fetching fetching;
  private Redirects redirects;

  @PostConstruct
  void assemble() {
    // An eighth of the memory outside the heap that a front has by default.
    long bytes = settings.number("FILES_DOWNLOAD_BUFFER_BYTES", 24 * MIB, 0, 1L << 40);
    CorruptReplicas reports = corrupt.isResolvable() ? corrupt.get() : (chunk, node) -> {};
    FetchMemory memory = new FetchMemory(bytes);
    ticker.add(memory);
    fetching =
        new Fetching(calls, Trace.carrying(executor), memory, ticker, FetchPolicy.DEFAULT, reports);
    redirects =
        new Redirects(contents, calls, signer, clock, frontSettings.sharing().linkValidity());
  }

  @PreDestroy
  void stop() {
    ticker.remove(fetching.memory());
  }

  /** The bytes of the range, in order, to be pulled; nothing is asked for yet. */
  public Delivery open(FileView file, ByteRange range) {
    return new ReplicaDelivery(fetching, contents, file.contentId(), range);
  }

  /**
   * A signed URL on an active node that holds the whole content in one chunk; empty when there is
   * none.
   *
   * @param inline whether browsers may show the file instead of saving it
   */
  public Optional<URI> redirect(FileView file, boolean inline) {
    return redirects.redirect(file, inline);
  }
}
