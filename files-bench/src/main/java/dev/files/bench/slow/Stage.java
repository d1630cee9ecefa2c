package dev.files.bench.slow;

import java.util.Map;

/**
 * One measurement and what was so meanwhile.
 *
 * @param there slow clients when it began
 * @param left of these when it ended
 * @param broken of these went without an answer
 * @param statuses of the answers that slow clients got before its end, and how many got each
 * @param residentBytes of servers at its end, by group
 * @param liveHeapBytes of servers after that, by group; empty when nobody asked
 */
public record Stage(
    String name,
    int there,
    int left,
    int broken,
    Map<Integer, Integer> statuses,
    Rush rush,
    Figures figures,
    Map<String, Long> residentBytes,
    Map<String, Long> liveHeapBytes) {}
