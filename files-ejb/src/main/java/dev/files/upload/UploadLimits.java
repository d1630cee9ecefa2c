package dev.files.upload;

import dev.files.protocol.config.Settings;
import dev.files.settings.FrontSettings;
import java.time.Duration;

/**
 * What an upload may have.
 *
 * @param mostFileBytes largest file
 * @param mostWholeBytes largest file in layout WHOLE
 * @param longest time from its beginning to its last byte, so that no lease lives longer
 * @param streams uploads at once whose chunks stream
 */
record UploadLimits(long mostFileBytes, long mostWholeBytes, Duration longest, int streams) {
  static UploadLimits from(FrontSettings front, Settings settings) {
    return new UploadLimits(
        front.maxFileBytes(),
        front.maxWholeBytes(),
        settings.seconds("FILES_UPLOAD_LONGEST_SECONDS", 12 * 3600, 10, 30 * 86_400),
        (int) settings.number("FILES_UPLOAD_STREAMS", 16, 1, 1024));
  }
}
