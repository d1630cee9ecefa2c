/**
 * Results as a table for people and as JSON for programs, and sizes as people write them.
 *
 * <p>Start with {@link dev.files.bench.report.Summary}: several runs as medians with least and
 * most.
 */
package dev.files.bench.report;
