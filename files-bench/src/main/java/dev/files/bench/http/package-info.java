/**
 * A blocking HTTP/1.1 client that costs as little processor time as Java allows, because it shares
 * the machine with the servers it measures: one socket channel for each client, direct buffers, no
 * copy into the heap except for heads and short answers.
 *
 * <p>Start with {@link dev.files.bench.http.HttpClient}.
 */
package dev.files.bench.http;
