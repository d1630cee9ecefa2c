package dev.files.download;

import dev.files.transfer.NodeCalls;
import dev.files.transfer.Ticker;
import java.util.concurrent.Executor;

/**
 * What every download needs.
 *
 * @param fetchers runs one task for each window that is fetched ahead; may reject a task when all
 *     its threads are taken
 */
record Fetching(
    NodeCalls calls,
    Executor fetchers,
    FetchMemory memory,
    Ticker ticker,
    FetchPolicy policy,
    CorruptReplicas corrupt) {}
