package dev.files.verification;

import java.util.List;
import java.util.Optional;

/**
 * What one step of a verification found.
 *
 * @param checked copies or contents that were looked at
 * @param bytes that were read
 * @param underWay copies that an upload which is open may yet name
 * @param next where to go on; empty: that was the last page
 */
public record Page(
    long checked, long bytes, long underWay, List<Finding> findings, Optional<String> next) {
  public Page {
    findings = List.copyOf(findings);
  }
}
