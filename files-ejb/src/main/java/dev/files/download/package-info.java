/**
 * The way out: the chunks of a content are fetched a little ahead from the least busy replicas,
 * verified, and written in order; a replica that fails, rots or drags is replaced at the first byte
 * not yet sent. Start with {@link dev.files.download.Downloads}.
 */
package dev.files.download;
