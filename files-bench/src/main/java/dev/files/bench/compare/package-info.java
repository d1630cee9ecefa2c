/**
 * The comparison that the goals are judged by: a local cluster of Files, nginx beside it and the
 * disk under both, measured in turn within one run, so that whatever slows the machine down slows
 * all of them.
 *
 * <p>Start with {@link dev.files.bench.compare.Comparison}; {@link dev.files.bench.compare.Goal} is
 * one line of what is to be reached.
 */
package dev.files.bench.compare;
