/**
 * What the disk of this machine can do, as the yardstick for stores that force what they
 * acknowledge: many threads that append small records under one shared force, and one thread that
 * writes large blocks and forces each.
 *
 * <p>Start with {@link dev.files.bench.disk.DiskYardstick}.
 */
package dev.files.bench.disk;
