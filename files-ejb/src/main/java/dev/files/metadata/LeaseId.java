package dev.files.metadata;

import java.util.UUID;

/**
 * Names one write in progress: an upload, a copy. While its lease lives, what it stored is no
 * orphan.
 */
public record LeaseId(UUID uuid) {}
