package dev.files.bench.slow;

/**
 * Of one kind of request, all in milliseconds.
 *
 * @param failures answers other than the right one, or none
 */
public record Times(double p50Millis, double p99Millis, double mostMillis, long failures) {}
