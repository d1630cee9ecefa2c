/**
 * The node's HTTP interface, as plain servlets over Undertow.
 *
 * <p>Start with {@link dev.files.node.http.NodeHttp}, which says what is served where. An {@link
 * dev.files.node.http.Endpoint} judges who asks before it reads a byte of the body and turns every
 * error into a problem; {@link dev.files.node.http.ChunkServlet} cuts the path and hands on to
 * {@code ChunkReads}, {@code ChunkWrites} and {@code Copies}. Bytes move between socket and store
 * through {@code RequestBody} and {@code ResponseBody}, which use Undertow's channels, so that what
 * arrives is received into the store's own buffers and what leaves goes from file to socket.
 */
package dev.files.node.http;
