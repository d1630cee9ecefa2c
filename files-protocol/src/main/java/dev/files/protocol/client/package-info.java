/**
 * Calls between servers, over one shared pool of connections.
 *
 * <p>Start with {@link dev.files.protocol.client.HttpPool}: one for each process, bounded in every
 * direction. {@link dev.files.protocol.client.HttpChunkStore} is a node's chunk store at the other
 * end of it, {@link dev.files.protocol.client.FrontClient} what a node asks of a front. Nothing is
 * retried here: whoever calls knows which other server to turn to.
 */
package dev.files.protocol.client;
