package dev.files.web.download;

import dev.files.http.EntityTag;
import dev.files.http.HttpDate;
import dev.files.http.InlineTypes;
import dev.files.http.Validators;
import dev.files.metadata.FileView;
import dev.files.protocol.http.ContentDisposition;
import dev.files.protocol.http.DigestHeader;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The headers that a download has whatever is sent of it. A 304 has them all: a client then takes
 * over what they say about the copy that it keeps (RFC 9110, section 15.4.5; RFC 9111, section
 * 3.2), and the name that a browser saves it under is one of them.
 */
final class DownloadHeaders {
  private DownloadHeaders() {}

  static void write(
      FileView file, boolean inline, Validators validators, HttpServletResponse response) {
    validators.tag().map(EntityTag::toString).ifPresent(tag -> response.setHeader("ETag", tag));
    validators
        .modified()
        .map(HttpDate::of)
        .ifPresent(date -> response.setHeader("Last-Modified", date));
    // A copy may be kept but not used unasked: the file may have been deleted meanwhile.
    response.setHeader("Cache-Control", "private, no-cache");
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Content-Disposition", ContentDisposition.of(inline, file.name()));
    response.setHeader("Content-Security-Policy", InlineTypes.policy(inline, file.mediaType()));
    file.sha256().ifPresent(hash -> response.setHeader("Repr-Digest", DigestHeader.of(hash)));
  }
}
