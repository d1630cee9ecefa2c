/**
 * The command line of the bench. Each command reads its options, calls one of the packages beside
 * this one ({@code load}, {@code disk}, {@code nginx}, {@code compare}) and prints what it returns.
 *
 * <p>Start with {@link dev.files.bench.Bench}.
 */
package dev.files.bench;
