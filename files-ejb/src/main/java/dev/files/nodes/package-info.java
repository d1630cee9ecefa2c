/**
 * The storage nodes: who they are, who is alive. A node registers and stays alive by pinging any
 * front; liveness is judged by the database's clock. Start with {@link dev.files.nodes.NodeView}.
 */
package dev.files.nodes;
