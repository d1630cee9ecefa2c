package dev.files.upload;

import dev.files.metadata.Expiry;
import dev.files.protocol.Sha256;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an uploader says about a file before its bytes.
 *
 * @param name checked at the edge
 * @param mediaType checked at the edge
 * @param size of the bytes to come, when announced; other bytes are refused
 * @param announced every SHA-256 that was announced for the bytes; each must match
 */
public record UploadSpec(
    String name,
    String mediaType,
    Expiry expires,
    LayoutChoice layout,
    OptionalLong size,
    List<Sha256> announced) {
  public UploadSpec {
    announced = List.copyOf(announced);
  }
}
