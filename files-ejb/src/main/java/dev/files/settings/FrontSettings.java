package dev.files.settings;

import dev.files.protocol.config.NodeUrls;
import dev.files.protocol.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a front, read once at start.
 *
 * @param replicas copies wanted of each chunk (R)
 * @param writeQuorum copies on stable storage before an upload succeeds (W)
 * @param maxFileBytes largest file
 * @param maxWholeBytes largest file in layout WHOLE
 * @param pingInterval what nodes are told
 * @param nodeActive a node that pinged within this time is active
 * @param nodeLost a node that is silent for so long is lost: its copies are made elsewhere
 * @param manyLost the same when many nodes are silent at once
 * @param collectInterval pause between rounds of collection
 * @param orphanInterval pause between passes over the inventories
 * @param rebalanceSpread how unevenly full nodes may be before copies are moved, as a share; 0:
 *     they never are by themselves
 * @param nodeUrls what the URL of a node must match
 * @param publicUrl base of absolute URLs; empty: from a validated Host
 * @param sharing what those who share files meet
 */
public record FrontSettings(
    int replicas,
    int writeQuorum,
    long maxFileBytes,
    long maxWholeBytes,
    Duration pingInterval,
    Duration nodeActive,
    Duration nodeLost,
    Duration manyLost,
    Duration collectInterval,
    Duration orphanInterval,
    double rebalanceSpread,
    Pattern nodeUrls,
    Optional<URI> publicUrl,
    SharingSettings sharing) {

  public FrontSettings {
    if (writeQuorum > replicas) {
      throw new IllegalArgumentException(
          "FILES_WRITE_QUORUM must be at most FILES_REPLICAS, found "
              + writeQuorum
              + " of "
              + replicas);
    }
    if (nodeLost.compareTo(nodeActive) < 0 || manyLost.compareTo(nodeLost) < 0) {
      throw new IllegalArgumentException(
          "FILES_NODE_LOST_SECONDS must be at least FILES_NODE_ACTIVE_SECONDS and at most"
              + " FILES_MANY_LOST_SECONDS, found "
              + nodeLost.toSeconds());
    }
  }

  public static FrontSettings from(Settings settings) {
    return new FrontSettings(
        (int) settings.number("FILES_REPLICAS", 2, 1, 16),
        (int)
            settings.number(
                "FILES_WRITE_QUORUM",
                Math.min(2, settings.number("FILES_REPLICAS", 2, 1, 16)),
                1,
                16),
        settings.number("FILES_MAX_FILE_BYTES", 10L << 30, 1, 1L << 50),
        settings.number("FILES_MAX_WHOLE_BYTES", 5L << 30, 1, 5L << 30),
        settings.seconds("FILES_PING_SECONDS", 3, 1, 60),
        settings.seconds("FILES_NODE_ACTIVE_SECONDS", 15, 2, 3600),
        settings.seconds("FILES_NODE_LOST_SECONDS", 60, 5, 86_400),
        settings.seconds("FILES_MANY_LOST_SECONDS", 900, 5, 7 * 86_400),
        settings.seconds("FILES_COLLECT_SECONDS", 30, 1, 86_400),
        settings.seconds("FILES_ORPHAN_SECONDS", 300, 1, 86_400),
        settings.number("FILES_REBALANCE_POINTS", 5, 0, 100) / 100.0,
        NodeUrls.of(settings, settings.text("FILES_PUBLIC_URL").map(URI::create).stream().toList()),
        settings.text("FILES_PUBLIC_URL").map(URI::create),
        SharingSettings.from(settings));
  }
}
