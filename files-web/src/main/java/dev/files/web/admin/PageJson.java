package dev.files.web.admin;

import dev.files.protocol.ChunkId;
import dev.files.verification.Finding;
import dev.files.verification.Page;
import java.util.List;

/**
 * What one step of a verification found, as operators see it.
 *
 * @param next where to go on; absent on the last page
 */
record PageJson(long checked, long bytes, long underWay, List<FindingJson> findings, String next) {
  record FindingJson(String kind, String chunk, long bytes, String detail) {
    static FindingJson of(Finding finding) {
      return new FindingJson(
          finding.kind().word(),
          finding.chunk().map(ChunkId::toString).orElse(null),
          finding.bytes(),
          finding.detail());
    }
  }

  static PageJson of(Page page) {
    return new PageJson(
        page.checked(),
        page.bytes(),
        page.underWay(),
        page.findings().stream().map(FindingJson::of).toList(),
        page.next().orElse(null));
  }
}
