/**
 * Slow clients, and what they do to others: the same few requests are timed while it is quiet,
 * while crowds of slow clients are there, and when they have gone.
 *
 * <p>A {@link dev.files.bench.slow.Crowd} comes; its <em>rush</em> is the time in which its clients
 * connect and send what they send at once, until others are answered in time again. Start with
 * {@link dev.files.bench.slow.SlowRun}.
 */
package dev.files.bench.slow;
