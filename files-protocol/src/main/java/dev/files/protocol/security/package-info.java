/**
 * How callers prove themselves: the bearer {@link dev.files.protocol.security.Secrets} that servers
 * share, and {@link dev.files.protocol.security.UrlSigner signed URLs} that let a client read one
 * chunk from a node. All comparisons take constant time.
 */
package dev.files.protocol.security;
