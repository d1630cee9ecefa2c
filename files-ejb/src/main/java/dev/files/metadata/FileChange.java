package dev.files.metadata;

import java.util.Optional;

/** What to change of a file; what is empty stays. Name and media type were checked at the edge. */
public record FileChange(
    Optional<String> name, Optional<String> mediaType, Optional<Expiry> expires) {}
