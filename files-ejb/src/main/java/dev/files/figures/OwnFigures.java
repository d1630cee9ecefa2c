package dev.files.figures;

/**
 * Of one front, since its start.
 *
 * @param repairedChunks chunks that were looked at until nothing was left to do
 * @param repairedCopies copies that were made
 * @param hedges copies that were begun because another node let the upload wait
 * @param suspects nodes that failed a call within the last seconds
 * @param databaseCalls pieces of work that have, or wait for, a connection to the database now
 */
public record OwnFigures(
    long repairedChunks, long repairedCopies, long hedges, int suspects, int databaseCalls) {}
