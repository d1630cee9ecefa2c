/**
 * Processor time and memory of the servers under load, read from {@code /proc} (Linux): user and
 * system time of a process and of everything that it started, so that nginx's workers and
 * PostgreSQL's backends count with their parent; and what a process holds.
 *
 * <p>Start with {@link dev.files.bench.cpu.CpuMeter}.
 */
package dev.files.bench.cpu;
