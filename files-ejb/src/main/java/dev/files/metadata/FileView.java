package dev.files.metadata;

import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * A file as others see it.
 *
 * @param contentId the database's key of the content, for {@link ContentMap}
 * @param size in bytes
 * @param sha256 of the bytes; empty until it is known
 * @param chunkCount chunks of the content
 * @param expires empty: never
 * @param version how often name, media type or expiry were changed
 */
public record FileView(
    FileId id,
    String name,
    String mediaType,
    Instant uploaded,
    Optional<Instant> expires,
    long contentId,
    ContentRoot root,
    Layout layout,
    long size,
    Optional<Sha256> sha256,
    int chunkCount,
    long version) {}
