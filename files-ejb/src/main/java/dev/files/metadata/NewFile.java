package dev.files.metadata;

/** A file to be recorded. Name and media type were checked at the edge. */
public record NewFile(String name, String mediaType, Expiry expires, NewContent content) {}
