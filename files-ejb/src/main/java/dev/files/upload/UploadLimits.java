package dev.files.upload;

/**
 * @param mostFileBytes largest file
 * @param mostWholeBytes largest file in layout WHOLE
 */
record UploadLimits(long mostFileBytes, long mostWholeBytes) {}
