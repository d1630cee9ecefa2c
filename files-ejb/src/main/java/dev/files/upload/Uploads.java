package dev.files.upload;

import jakarta.enterprise.context.ApplicationScoped;

/** The way in: bytes from any protocol become recorded files. */
@ApplicationScoped
public class Uploads {
  /** Starts a session; close it in any case. */
  public UploadSession begin() {
    throw new UnsupportedOperationException();
  }
}
