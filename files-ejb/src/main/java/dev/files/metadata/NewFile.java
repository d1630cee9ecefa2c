package dev.files.metadata;

import dev.files.keys.KeyId;
import java.util.Optional;

/**
 * A file to be recorded. Name and media type were checked at the edge.
 *
 * @param owner empty: nobody who is known
 */
public record NewFile(
    String name, String mediaType, Expiry expires, Optional<KeyId> owner, NewContent content) {}
