package dev.files.http;

import java.io.IOException;

/** A body that is not in the coding that it claims. */
final class MalformedBody extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedBody(String what) {
    super(what);
  }
}
