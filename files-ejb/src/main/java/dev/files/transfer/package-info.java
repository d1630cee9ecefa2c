/**
 * What upload and download share: memory with a bound and a scratch for what is too slow for it,
 * and calls to nodes that are counted and whose failures are remembered for a while. Plain classes;
 * start with {@link dev.files.transfer.SlabPool} and {@link dev.files.transfer.NodeCalls}.
 */
package dev.files.transfer;
