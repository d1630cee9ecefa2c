package dev.files.metadata;

import dev.files.protocol.FileId;

/** A file to be recorded, with the id that it will have and the token that its owner will get. */
record NamedFile(FileId id, String manageToken, NewFile file) {
  @Override
  public String toString() {
    return "NamedFile[" + id + "]";
  }
}
