package dev.files.metadata;

/**
 * What an upload gets back.
 *
 * @param manageToken lets its bearer change and delete the file; told once, stored hashed
 */
public record RecordedFile(FileView file, String manageToken) {
  @Override
  public String toString() {
    return "RecordedFile[" + file.id() + "]";
  }
}
