/**
 * What is peculiar to files that must outlive a power cut: forces, locks, writes past the page
 * cache, and the kernel's words for a full or a bad disk. It knows nothing of chunks.
 */
package dev.files.node.disk;
