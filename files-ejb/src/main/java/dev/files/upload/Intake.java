package dev.files.upload;

import dev.files.placement.Placement;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.transfer.SlabPool;

/**
 * What all uploads of a front share.
 *
 * @param memory for bytes that arrive
 * @param places for those whose chunks stream
 */
record Intake(
    Sending sending,
    SlabPool memory,
    StreamPlaces places,
    Placement placement,
    UploadLimits limits) {

  int replicas() {
    return sending.policy().replicas();
  }

  /**
   * Refuses what can be refused before the first byte.
   *
   * @throws FilesException LENGTH_REQUIRED, TOO_LARGE, UNAVAILABLE
   */
  Cuts accept(UploadSpec spec) {
    Cuts cuts =
        Cuts.of(spec.layout(), spec.size(), limits.mostFileBytes(), limits.mostWholeBytes());
    int quorum = sending.policy().quorum();
    long usable = sending.calls().candidates().stream().filter(c -> c.node().takesChunks()).count();
    if (usable < quorum) {
      throw Sending.unavailable(
          "A file needs " + quorum + " active storage nodes, found " + usable);
    }
    return cuts;
  }

  Targets targets(UploadSpec spec) {
    return new Targets(sending.calls(), placement, spec.layout().layout() == Layout.EQUAL);
  }
}
