package dev.files.metadata;

import java.util.List;

/**
 * What an upload gets back.
 *
 * @param manageToken lets its bearer change and delete the file; told once, stored hashed
 * @param chunks with the copies that this upload made
 */
public record RecordedFile(FileView file, String manageToken, List<ChunkLocations> chunks) {
  public RecordedFile {
    chunks = List.copyOf(chunks);
  }

  @Override
  public String toString() {
    return "RecordedFile[" + file.id() + "]";
  }
}
