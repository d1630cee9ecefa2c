/**
 * What upload and download share: slabs of memory from pools with a bound, and calls to nodes that
 * are counted and whose failures are remembered for a while. Plain classes; start with {@link
 * dev.files.transfer.SlabPool} and {@link dev.files.transfer.NodeCalls}.
 */
package dev.files.transfer;
