package dev.files.figures;

/**
 * Of one front, since its start.
 *
 * @param repairedChunks chunks that were looked at until nothing was left to do
 * @param repairedCopies copies that were made
 * @param uploadHedges copies that were begun because another node let the upload wait
 * @param downloadHedges reads that were begun because another node let the download wait
 * @param passedOver how often a node that failed or dragged began to be passed over
 * @param suspects nodes that are passed over now
 * @param databaseCalls pieces of work that have, or wait for, a connection to the database now
 */
public record OwnFigures(
    long repairedChunks,
    long repairedCopies,
    long uploadHedges,
    long downloadHedges,
    long passedOver,
    int suspects,
    int databaseCalls) {}
