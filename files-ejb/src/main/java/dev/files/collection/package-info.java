/**
 * Removing what nobody needs, link by link: an expired file, a content without a file, a chunk
 * without a content, a copy without a name, and in the end the bytes. Every link is a chore that
 * rechecks under a row lock; bytes go only when no write is under way that may count on them. All
 * interleavings with uploads are in docs/adr/0005-collection-and-uploads.md.
 */
package dev.files.collection;
