package dev.files.protocol.chunks;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Receives checked bytes in order. The buffer belongs to the caller again when the method returns.
 */
@FunctionalInterface
public interface VerifiedBytes {
  void accept(ByteBuffer bytes) throws IOException;
}
