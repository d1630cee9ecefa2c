/**
 * Faults, and what becomes of acknowledged files: clients upload, download and delete at all fronts
 * of a local cluster while servers are killed, stopped and emptied under them. In the end every
 * file whose upload was acknowledged must be there, byte for byte. Start with {@link
 * dev.files.bench.faults.FaultRun}.
 */
package dev.files.bench.faults;
