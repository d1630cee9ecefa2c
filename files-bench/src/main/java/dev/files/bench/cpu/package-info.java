/**
 * Processor time of the servers under load, read from {@code /proc} (Linux): user and system time
 * of a process and of everything that it started, so that nginx's workers and PostgreSQL's backends
 * count with their parent.
 *
 * <p>Start with {@link dev.files.bench.cpu.CpuMeter}.
 */
package dev.files.bench.cpu;
